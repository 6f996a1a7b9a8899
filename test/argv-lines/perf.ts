import { readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of perf before its subcommand. */
export const perf: ToolLines = {
  tool: 'perf',
  subcommand: '',
  benign: [],
  hostile: readHostile(
    `
    subcommand 0 |
    subcommand 1 | --exec-path=/opt/x record -a
    subcommand 1 | --exec-path /opt/x kit
    subcommand 1 | --buildid-dir=/etc record -a
    subcommand 1 | --debugfs-dir /mnt record -a
    subcommand 1 | --tracefs-dir=/mnt record -a
    subcommand 1 | -p record -a
    subcommand 1 | --paginate record -a
    subcommand 1 | --no-pager record -a
    subcommand 1 | -vv
    subcommand 1 | --version
    subcommand 1 | -h
    subcommand 1 | --help
    subcommand 1 | --list-cmds
    subcommand 1 | --html-path
    subcommand 1 | --debug stderr record -a
    subcommand 1 | recor -a
    subcommand 1 | Record -a
    subcommand 1 | RECORD -a
    subcommand 1 | record.old -a
    subcommand 1 | perf-record -a
    subcommand 1 | ./record -a
    subcommand 1 | /usr/bin/perf record -a
    subcommand 1 | sched
    subcommand 1 | sched rec
    subcommand 1 | sched replay
    subcommand 1 | sched script
    subcommand 1 | sched latency -i /x
    subcommand 1 | sched -i /etc/x record
    subcommand 1 | sched -v record
    subcommand 1 | sched -- record
    subcommand 1 | sched Record
    subcommand 1 | rec
    subcommand 1 | sta -a
    subcommand 1 | tra -a
    subcommand 1 | top -a
    subcommand 1 | mem record
    subcommand 1 | c2c record
    subcommand 1 | ftrace -t function
    subcommand 1 | daemon start
    subcommand 1 | inject -i /x -o /y
    subcommand 1 | data convert --to-ctf=/x
    subcommand 1 | buildid-cache -a /x
    subcommand 1 | bench sched messaging
    subcommand 1 | kvm --host record
    subcommand 1 | kallsyms x
    subcommand 1 | diff /x /y
    subcommand 1 | list
    subcommand 1 | evlist -i /x
    subcommand 1 | lock contention
    subcommand 1 | version --build-options
    subcommand 1 | iostat
    subcommand 1 | -- record -a
    subcommand 1 | - record
    subcommand 1 | -a record
    subcommand 1 | {out:profile}
    subcommand 1 | record{out:profile}
    subcommand 1 | toString -a
    subcommand 1 | valueOf
    subcommand 1 | __defineGetter__ -a
    subcommand 1 | script record failed-syscalls
  `,
    [
      [['record ', '-a'], 'subcommand', 1],
      [[' record', '-a'], 'subcommand', 1],
      [['record\t-a'], 'shape', 1],
      [['record -a'], 'subcommand', 1],
      [['sched record'], 'subcommand', 1],
      [['sched  record'], 'subcommand', 1],
      [['sched', 'record -a'], 'subcommand', 1],
    ],
  ),
};
