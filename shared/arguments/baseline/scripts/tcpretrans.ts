/** bpftrace: Which TCP segments were sent again. */
export const tcpretrans = String.raw`/* Which TCP segments were sent again. */
BEGIN
{
	printf("%-12s %-40s %s\n", "MS", "FROM", "TO");
}

tracepoint:tcp:tcp_retransmit_skb
{
	/* 2: AF_INET */
	if (args->family == 2) {
		printf("%-12u %s:%d %s:%d\n", elapsed / 1000000, ntop(2, args->saddr), args->sport,
		    ntop(2, args->daddr), args->dport);
	} else {
		printf("%-12u [%s]:%d [%s]:%d\n", elapsed / 1000000, ntop(10, args->saddr_v6), args->sport,
		    ntop(10, args->daddr_v6), args->dport);
	}
	@sent_again = count();
}
`;
