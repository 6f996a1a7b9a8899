import type { Clock } from '../../shared/runtime/clock.ts';
import { FairTurns } from './fair-turns.ts';

/** What one node may have of the artifact service at once. */
export interface UploadLimits {
  /** Write streams. */
  readonly streams: number;
  /** Uploads that were begun and not finished; those that rest do not count. */
  readonly openUploads: number;
  /** OpenUpload calls: so many at once, and so many a second after that. */
  readonly burst: number;
  readonly opensPerSecond: number;
}

/** An agent has two uploads under way beside those of running tools; a hostile one shall not have more than ten times that. */
export const uploadLimits: UploadLimits = { streams: 16, openUploads: 32, burst: 100, opensPerSecond: 20 };

export const heldBackReasons = ['streams', 'openUploads', 'openRate'] as const;
export type HeldBack = (typeof heldBackReasons)[number];

/** Not now. */
export interface Later {
  readonly why: HeldBack;
  readonly message: string;
  readonly retryMs: number;
}

interface NodeUse {
  streams: number;
  /** When each open upload was last heard of. */
  readonly open: Map<string, number>;
  tokens: number;
  filledUs: number;
}

/** An upload that nobody has asked for in this time rests; its agent opens it anew. */
const restUs = 60_000_000;
const maxNodesInMind = 10_000;

/** Sees to it that one node, whatever it does, leaves room for the others. Nodes are known by their uids. */
export class NodeLimits {
  /** Of whoever has bytes for the store, while it takes them more slowly than they come. */
  readonly turns: FairTurns;
  readonly #clock: Pick<Clock, 'monotonicUs'>;
  readonly #limits: UploadLimits;
  readonly #nodes = new Map<string, NodeUse>();

  constructor(
    clock: Pick<Clock, 'monotonicUs'>,
    limits: UploadLimits = uploadLimits,
    turns: FairTurns = new FairTurns(),
  ) {
    this.#clock = clock;
    this.#limits = limits;
    this.turns = turns;
  }

  /** Counts an OpenUpload; undefined where it may go on. */
  open(nodeUid: string, key: string): Later | undefined {
    const { burst, opensPerSecond, openUploads } = this.#limits;
    const nowUs = this.#clock.monotonicUs();
    const node = this.#use(nodeUid, nowUs);
    node.tokens = Math.min(burst, node.tokens + ((nowUs - node.filledUs) / 1e6) * opensPerSecond);
    node.filledUs = nowUs;
    if (node.tokens < 1) {
      const message = `this node opens more than ${opensPerSecond} uploads a second`;
      return { why: 'openRate', message, retryMs: ((1 - node.tokens) / opensPerSecond) * 1_000 };
    }
    node.tokens -= 1;
    for (const [other, usedUs] of node.open) if (usedUs < nowUs - restUs) node.open.delete(other);
    if (!node.open.has(key) && node.open.size >= openUploads) {
      const message = `this node has ${node.open.size} unfinished uploads: finish them first`;
      return { why: 'openUploads', message, retryMs: 2_000 };
    }
    node.open.set(key, nowUs);
    return undefined;
  }

  /** The upload is finished. */
  end(nodeUid: string, key: string): void {
    this.#nodes.get(nodeUid)?.open.delete(key);
  }

  /** A place for one `Write`, to be disposed of with it. */
  startStream(nodeUid: string, key: string): Disposable | Later {
    const node = this.#use(nodeUid, this.#clock.monotonicUs());
    if (node.streams >= this.#limits.streams) {
      const message = `this node has ${node.streams} uploads under way: let one of them end`;
      return { why: 'streams', message, retryMs: 1_000 };
    }
    node.streams += 1;
    node.open.set(key, this.#clock.monotonicUs());
    let isOver = false;
    return {
      [Symbol.dispose]: () => {
        if (!isOver) node.streams -= 1;
        isOver = true;
      },
    };
  }

  /** Nodes with a stream now. */
  countStreams(): number {
    return this.#nodes.values().reduce((sum, { streams }) => sum + streams, 0);
  }

  #use(nodeUid: string, nowUs: number): NodeUse {
    const known = this.#nodes.get(nodeUid);
    if (known !== undefined) return known;
    if (this.#nodes.size >= maxNodesInMind) this.#forgetResting(nowUs);
    const fresh: NodeUse = { streams: 0, open: new Map(), tokens: this.#limits.burst, filledUs: nowUs };
    this.#nodes.set(nodeUid, fresh);
    return fresh;
  }

  #forgetResting(nowUs: number): void {
    for (const [nodeUid, { streams, filledUs }] of this.#nodes)
      if (streams === 0 && filledUs < nowUs - restUs) this.#nodes.delete(nodeUid);
  }
}
