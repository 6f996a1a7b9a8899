import type { Artifact, Receipt } from '../../shared/domain/artifact.ts';
import type { Command } from '../../shared/domain/command.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import type { ToolEnding } from '../execution/tool-request.ts';
import type { TargetProcess } from '../targets/find-pod-processes.ts';
import type { Execution } from './execution.ts';

/** An artifact and where its file lies, relative to the command's directory. */
export interface SealedFile {
  readonly artifact: Artifact;
  readonly path: string;
}

/** One line of a command's journal. It is durable before what it says takes effect. */
export type CommandFact =
  | { readonly kind: 'accepted'; readonly command: Command; readonly bootId: string; readonly unixUs: number }
  | { readonly kind: 'prepared'; readonly execution: Execution }
  /** Prepared anew after the commit: the targets have other processes than before. */
  | { readonly kind: 'renewed'; readonly execution: Execution }
  | { readonly kind: 'committed'; readonly monotonicUs: number; readonly unixUs: number }
  /** What the tool is about to be kept to, and which of that stood still before: a tool may stop the others. */
  | {
      readonly kind: 'targets';
      readonly processes: readonly TargetProcess[];
      readonly stoppedPids: readonly number[];
    }
  | { readonly kind: 'started'; readonly monotonicUs: number; readonly unixUs: number }
  | { readonly kind: 'stopping'; readonly reason: string; readonly message: string }
  | { readonly kind: 'ended'; readonly end: ToolEnding }
  | { readonly kind: 'sealed'; readonly file: SealedFile }
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  /** A kept file was asked for, and is to be sent from now on. */
  | { readonly kind: 'wanted'; readonly artifactId: string }
  | { readonly kind: 'delivered'; readonly receipt: Receipt }
  | { readonly kind: 'undeliverable'; readonly artifactId: string; readonly message: string }
  /** Nobody may fetch any more what the command keeps. */
  | { readonly kind: 'discarded' }
  | { readonly kind: 'forgotten' };
