/** bpftrace: How long requests to block devices took, from issue to completion, in microseconds. */
export const biolatency = `/* How long requests to block devices took, from issue to completion, in microseconds. */
tracepoint:block:block_rq_issue
{
	@issued[args->dev, args->sector] = nsecs;
}

tracepoint:block:block_rq_complete
/@issued[args->dev, args->sector]/
{
	@us = hist((nsecs - @issued[args->dev, args->sector]) / 1000);
	delete(@issued[args->dev, args->sector]);
}

END
{
	clear(@issued);
}
`;
