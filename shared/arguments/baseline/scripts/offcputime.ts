/** bpftrace: Where in the kernel threads left the CPU, and for how long, in microseconds. */
export const offcputime = `/* Where in the kernel threads left the CPU, and for how long, in microseconds. */
tracepoint:sched:sched_switch
{
	if (args->prev_pid != 0) {
		@left[args->prev_pid] = nsecs;
		@place[args->prev_pid] = kstack(16);
	}
	if (@left[args->next_pid]) {
		@us[args->next_comm, @place[args->next_pid]] = sum((nsecs - @left[args->next_pid]) / 1000);
		delete(@left[args->next_pid]);
		delete(@place[args->next_pid]);
	}
}

END
{
	clear(@left);
	clear(@place);
}
`;
