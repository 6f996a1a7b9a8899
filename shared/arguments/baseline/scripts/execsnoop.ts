/** bpftrace: Which programs were started, and by whom: without their arguments, which may hold secrets. */
export const execsnoop = String.raw`/* Which programs were started, and by whom: without their arguments, which may hold secrets. */
BEGIN
{
	printf("%-12s %-8s %-8s %-16s %s\n", "MS", "PID", "UID", "BY", "PROGRAM");
}

tracepoint:syscalls:sys_enter_execve,
tracepoint:syscalls:sys_enter_execveat
{
	printf("%-12u %-8d %-8d %-16s %s\n", elapsed / 1000000, pid, uid, comm, str(args->filename));
}
`;
