/** bpftrace: How long threads that could run waited for a CPU, in microseconds. */
export const runqlat = `/* How long threads that could run waited for a CPU, in microseconds. */
tracepoint:sched:sched_wakeup,
tracepoint:sched:sched_wakeup_new
{
	@queued[args->pid] = nsecs;
}

tracepoint:sched:sched_switch
{
	/* 0: it could run on and was put back into the queue. */
	if (args->prev_state == 0) {
		@queued[args->prev_pid] = nsecs;
	}
	if (@queued[args->next_pid]) {
		@us = hist((nsecs - @queued[args->next_pid]) / 1000);
		delete(@queued[args->next_pid]);
	}
}

END
{
	clear(@queued);
}
`;
