import { createLogUpdate } from 'log-update';
import type { CaptureView } from '../capture/capture-view.ts';
import { type ProgressStyle, renderNodeChange, renderProgress } from './render-progress.ts';
import { type TransferRates, updateRates } from './transfer-rates.ts';

/** Where progress is told to a person. */
export interface ProgressDisplay {
  /** The capture as it is now. */
  show(view: CaptureView): void;
  /** A sentence that stays. */
  note(text: string): void;
  /** Leaves the last picture standing. */
  end(): void;
}

/** A stream of text, such as `process.stderr`. */
export type TextStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Redrawn in place at most ten times a second, on a terminal. */
export function makeTerminalDisplay(stream: TextStream, color: boolean, now: () => number): ProgressDisplay {
  const draw = createLogUpdate(stream, { showCursor: true });
  let rates: TransferRates = new Map();
  let drawnAtMs = Number.NEGATIVE_INFINITY;
  let pending: string | undefined;
  const flush = (): void => {
    if (pending !== undefined) draw(pending);
    pending = undefined;
  };
  return {
    show: (view) => {
      const style: ProgressStyle = { columns: stream.columns ?? 80, color };
      rates = updateRates(rates, view.nodes, now());
      pending = renderProgress(view, rates, style);
      if (!view.isTerminal && now() - drawnAtMs < 100) return;
      drawnAtMs = now();
      flush();
    },
    note: (text) => {
      flush();
      draw.done();
      stream.write(`${text}\n`);
    },
    end: () => {
      flush();
      draw.done();
    },
  };
}

/** A line for every change of a phase or of a node's state; for logs and pipes. */
export function makePlainDisplay(write: (line: string) => void): ProgressDisplay {
  let phase = '';
  const states = new Map<string, string>();
  return {
    show: (view) => {
      if (view.phase !== phase) write(`${view.name}: ${view.phase}\n`);
      phase = view.phase;
      for (const node of view.nodes) {
        if (states.get(node.node) === node.state) continue;
        states.set(node.node, node.state);
        write(`${renderNodeChange(node)}\n`);
      }
    },
    note: (text) => write(`${text}\n`),
    end: () => undefined,
  };
}

export const quietDisplay: ProgressDisplay = {
  show: () => undefined,
  note: () => undefined,
  end: () => undefined,
};
