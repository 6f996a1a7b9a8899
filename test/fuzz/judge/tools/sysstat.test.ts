import { describe } from 'vitest';
import { itJudges } from '../judge-lines.ts';

describe('iostat', () => {
  itJudges('iostat', [
    ['-xz 1 10', 'harmless'],
    ['-xp sda,sdb -t -k 1 {durationSeconds}', 'harmless'],
    ['-p sda 1 5', 'harmless'],
    ['-p 1 5', 'harmless'],
    ['-p ALL -o JSON 1 5', 'harmless'],
    ['sda --dec=1 --human 1', 'harmless'],
    ['-j UUID sda 1 2', 'harmless'],
    ['-p /dev/sda 1', 'namesPath'],
    ['/dev/sda 1 1', 'namesPath'],
    ['+f /etc 1 1', 'namesPath'],
    ['-f x', 'namesPath'],
    ['-j ../x 1', 'namesPath'],
    ['-o /etc/x', 'namesPath'],
    ['-xf /etc 1', 'unreadable'],
    ['1 0', 'unreadable'],
    ['1 2 3', 'unreadable'],
    ['-p {pid} 1 1', 'unreadable'],
    ['{out:x} 1 1', 'unreadable'],
    ['--dec=12', 'unreadable'],
  ]);
});

describe('sar', () => {
  itJudges('sar', [
    ['-n DEV,TCP 1 10', 'harmless'],
    ['-u ALL -P ALL 1 30', 'harmless'],
    ['-Bru ALL 1 2', 'harmless'],
    ['-q PSI 1 2', 'harmless'],
    ['-q 1 2', 'harmless'],
    ['-o {out:activity} 1 10', 'harmless'],
    ['-A 1 10 --iface=eth0', 'harmless'],
    ['-1 -u', 'harmless'],
    ['-o /etc/x 1 1', 'writes'],
    ['-o 1 1', 'writes'],
    ['1 1 -o', 'writes'],
    ['-o -u 1 1', 'writes'],
    ['-f /etc/shadow', 'namesPath'],
    ['-f', 'harmless'],
    ['-s 10:00:00 -f x', 'namesPath'],
    ['-j /x 1 1', 'namesPath'],
    ['--dev=/dev/sda 1 1', 'namesPath'],
    ['-n FOO 1 1', 'unreadable'],
    ['-u 1 0', 'unreadable'],
    ['-ox 1 1', 'unreadable'],
    ['foo', 'unreadable'],
  ]);
});

describe('mpstat, vmstat and pidstat', () => {
  itJudges('mpstat', [
    ['-P ALL 1 10', 'harmless'],
    ['-P 0-3,7 -I SUM,CPU -o JSON 1 10', 'harmless'],
    ['-A 1', 'harmless'],
    ['-P /x 1 1', 'namesPath'],
    ['1 10 11', 'unreadable'],
    ['sda', 'unreadable'],
  ]);
  itJudges('vmstat', [
    ['1 10', 'harmless'],
    ['-w -S M -t 1 {durationSeconds}', 'harmless'],
    ['1 -d', 'harmless'],
    ['--unit=k --part sda1', 'harmless'],
    ['-p /dev/sda1', 'namesPath'],
    ['1 10 100', 'unreadable'],
    ['0x1', 'unreadable'],
    ['-S', 'unreadable'],
    ['--s', 'unreadable'],
  ]);
  itJudges('pidstat', [
    ['-u -p 1234 1 10', 'harmless'],
    ['-dl 1 5', 'harmless'],
    ['-p ALL 1', 'harmless'],
    ['-p {pids} -T TASK 1 2', 'harmless'],
    ['-C java -U 1 5', 'harmless'],
    ['-p 1234,1 1 1', 'reachesOut'],
    ['-p 1234,ALL 1 1', 'harmless'],
    ['-u -e /bin/sh -c id', 'executes'],
    ['1 1 -e id', 'executes'],
    ['-ue id', 'unreadable'],
    ['-C /x{1} 1 1', 'namesPath'],
    ['-p', 'unreadable'],
  ]);
});
