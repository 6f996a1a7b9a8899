import { describe } from 'vitest';
import { itJudges } from '../judge-lines.ts';

describe('bpftrace', () => {
  itJudges('bpftrace', [
    ['{script:biolatency.bt}', 'harmless'],
    ['-f json -o {out:events} -B line {script:biolatency.bt}', 'harmless'],
    ['{script:biolatency.bt} -v -p {pid}', 'harmless'],
    ['--no-warn -q {script:biolatency.bt}', 'harmless'],
    ['--info', 'harmless'],
    ['{script:biolatency.bt} --unsafe', 'executes'],
    ['{script:biolatency.bt} --uns', 'executes'],
    ['{script:biolatency.bt} -e BEGIN{exit()}', 'executes'],
    ['{script:biolatency.bt} -c id', 'executes'],
    ['-qcid {script:biolatency.bt}', 'executes'],
    ['biolatency.bt', 'executes'],
    ['-', 'executes'],
    ['{script:../evil.bt}', 'executes'],
    ['x{script:biolatency.bt}', 'executes'],
    ['{out:biolatency.bt}', 'executes'],
    ['{script:biolatency.bt} -o x', 'writes'],
    ['{script:biolatency.bt} --emit-llvm x', 'writes'],
    ['{script:biolatency.bt} --aot {out:x}', 'writes'],
    ['-I /tmp {script:biolatency.bt}', 'namesPath'],
    ['--inc /etc/shadow {script:biolatency.bt}', 'namesPath'],
    ['--usdt {script:biolatency.bt}', 'reachesOut'],
    ['-p 1 {script:biolatency.bt}', 'reachesOut'],
    ['-d {script:biolatency.bt}', 'unreadable'],
    ['{script:biolatency.bt} 5', 'unreadable'],
    ['{script:biolatency.bt} -- /bin/x', 'unreadable'],
    ['--in {script:biolatency.bt}', 'unreadable'],
    ['-f xml {script:biolatency.bt}', 'unreadable'],
  ]);
});
