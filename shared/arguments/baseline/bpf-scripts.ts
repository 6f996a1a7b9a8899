import { biolatency } from './scripts/biolatency.ts';
import { execsnoop } from './scripts/execsnoop.ts';
import { offcputime } from './scripts/offcputime.ts';
import { runqlat } from './scripts/runqlat.ts';
import { tcpretrans } from './scripts/tcpretrans.ts';

export interface BpfScript {
  readonly text: string;
  /** Of the text, in hexadecimal digits; whoever changes one changes both. */
  readonly sha256: string;
}

/** The bpftrace scripts that come with the agent, by name. They only count and print, and take no argument. */
export const bpfScripts: ReadonlyMap<string, BpfScript> = new Map([
  [
    'biolatency',
    { text: biolatency, sha256: '91e2ef5b0f4788c89e8c8739be2392c72a3a102ecb5745145d7873d824a3f171' },
  ],
  ['runqlat', { text: runqlat, sha256: '2981c740a9c41ac0c8b920f7f340900eeca4bbd4dde1add5a5aaaf61865111f3' }],
  [
    'execsnoop',
    { text: execsnoop, sha256: '8f6f82c670e6a3588dd8a74b0f63ae6e8e051a0d77c9ef61e01f73c031fedc57' },
  ],
  [
    'tcpretrans',
    { text: tcpretrans, sha256: 'ce20f5c7e3474f833baed9897ee1e35383d8792495536dead0ab3a5036d2876d' },
  ],
  [
    'offcputime',
    { text: offcputime, sha256: '5822c4e095ef4ad84602632ce74e536560be05f26e4d2761034b380b7766d764' },
  ],
]);
