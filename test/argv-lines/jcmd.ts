import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of jcmd(1). */
export const jcmd: ToolLines = {
  tool: 'jcmd',
  subcommand: '',
  benign: readBenign(
    `
    1234 Thread.print => -J-XX:-UsePerfData 1234 Thread.print
    1234 Thread.print -l => -J-XX:-UsePerfData 1234 Thread.print -l
    5678 GC.heap_info => -J-XX:-UsePerfData 5678 GC.heap_info
    1234 GC.class_histogram => -J-XX:-UsePerfData 1234 GC.class_histogram
    5678 GC.finalizer_info => -J-XX:-UsePerfData 5678 GC.finalizer_info
    1234 VM.version => -J-XX:-UsePerfData 1234 VM.version
    1234 VM.uptime => -J-XX:-UsePerfData 1234 VM.uptime
    5678 VM.flags => -J-XX:-UsePerfData 5678 VM.flags
    1234 VM.native_memory summary => -J-XX:-UsePerfData 1234 VM.native_memory summary
    1234 VM.metaspace => -J-XX:-UsePerfData 1234 VM.metaspace
    5678 Compiler.queue => -J-XX:-UsePerfData 5678 Compiler.queue
    1234 Compiler.codecache => -J-XX:-UsePerfData 1234 Compiler.codecache
  `,
  ),
  hostile: readHostile(
    `
    required 0 |
    required 0 | 1234
    operand 1 | 0
    operand 1 | 1
    operand 1 | Thread.print
    operand 1 | 0 Thread.print
    operand 1 | 1 Thread.print
    option 1 | -1 Thread.print
    operand 1 | 00 VM.version
    operand 1 | 01234 VM.version
    operand 1 | 0x4d2 VM.version
    operand 1 | 1234,5678 VM.version
    operand 2 | 1234 5678 VM.version
    operand 2 | 5678 1234
    operand 1 | +1234 VM.version
    operand 1 | 1234.0 VM.version
    operand 1 | Main VM.version
    operand 1 | com.example.Main VM.version
    operand 1 | main VM.uptime
    operand 1 | * VM.version
    operand 1 | self VM.version
    operand 1 | {pids} VM.version
    option 1 | -l
    option 1 | -h
    option 1 | -f /x
    operand 2 | 1234 -f /x
    option 1 | -J-Dx=1 1234 VM.version
    option 1 | -J-agentpath:/x.so
    option 1 | -- 1234 VM.version
    operand 2 | 1234 -- VM.version
    operand 2 | 1234 help
    operand 2 | 1234 help VM.version
    operand 2 | 1234 VM.command_line
    operand 2 | 1234 VM.system_properties
    operand 2 | 1234 VM.dynlibs
    operand 2 | 1234 VM.info
    operand 2 | 1234 VM.log
    operand 2 | 1234 VM.log disable
    operand 2 | 1234 VM.log output=/x
    operand 2 | 1234 VM.set_flag HeapDumpPath /x
    operand 2 | 1234 VM.print_touched_methods
    operand 2 | 1234 VM.cds dynamic_dump /x
    operand 2 | 1234 VM.unlock_x
    operand 2 | 1234 GC.heap_dump /x
    operand 2 | 1234 GC.run
    operand 2 | 1234 GC.run_finalization
    operand 2 | 1234 GC.class_histogram -all
    operand 2 | 1234 GC.class_histogram -parallel=64
    operand 2 | 1234 GC.class_stats
    operand 2 | 1234 Thread.print -e
    operand 2 | 1234 Thread.print -l -e
    operand 2 | 1234 Thread.print -l -l
    operand 2 | 1234 Thread.print -l=true
    operand 2 | 1234 Thread.print -L
    operand 2 | 1234 Thread.print l
    operand 2 | 1234 thread.print
    operand 2 | 1234 THREAD.PRINT
    operand 2 | 1234 Thread.prin
    operand 2 | 1234 Thread
    operand 2 | 1234 Thread.print Thread.print
    operand 2 | 1234 Thread.print VM.flags
    operand 2 | 1234 Thread.dump_to_file /x
    operand 2 | 1234 Thread.vthread_scheduler
    operand 2 | 1234 JVMTI.agent_load /x.so
    operand 2 | 1234 JVMTI.data_dump
    operand 2 | 1234 JFR.start
    operand 2 | 1234 JFR.dump filename=/x
    operand 2 | 1234 JFR.check
    operand 2 | 1234 JFR.configure repositorypath=/x
    operand 2 | 1234 VM.native_memory
    operand 2 | 1234 VM.native_memory detail
    operand 2 | 1234 VM.native_memory baseline
    operand 2 | 1234 VM.native_memory shutdown
    operand 2 | 1234 VM.native_memory summary scale=MB
    operand 2 | 1234 VM.native_memory summary.diff
    operand 2 | 1234 VM.flags -all
    operand 2 | 1234 Compiler.directives_add /x
    operand 2 | 1234 Compiler.directives_clear
    operand 2 | 1234 Compiler.perfmap
    operand 2 | 1234 Compiler.perfmap /x
    operand 2 | 1234 Compiler.codelist
    operand 2 | 1234 Compiler.CodeHeap_Analytics
    operand 2 | 1234 Compiler.memory
    operand 2 | 1234 System.map
    operand 2 | 1234 System.dump_map -F=/x
    operand 2 | 1234 System.trim_native_heap
    operand 2 | 1234 PerfCounter.print
    operand 2 | 1234 ManagementAgent.start_local
    operand 2 | 1234 ManagementAgent.start jmxremote.port=1
    operand 2 | 1234 ManagementAgent.status
    operand 2 | 1234 __proto__
    operand 2 | 1234 {out:report}
    operand 2 | 1234 VM.version;GC.run
  `,
    [
      [['1234', 'Thread.print -l'], 'operand', 2],
      [['1234 Thread.print'], 'operand', 1],
      [['1234', 'Thread.print\nGC.run'], 'shape', 2],
      [['1234', 'VM.version '], 'operand', 2],
      [['1234', 'VM.version', ''], 'shape', 3],
      [['1234', '\u0422hread.print'], 'shape', 2],
    ],
  ),
};
