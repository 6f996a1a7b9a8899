import { reasons } from '../../shared/domain/reasons.ts';
import type { Resource } from '../../shared/kinds/kinds.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { EventRecorder } from '../resources/event-recorder.ts';
import { countedMs } from './decide-history.ts';
import { decideOccasion, type LeavingNode, type Occasion } from './decide-occasions.ts';
import { toOccasion } from './make-child.ts';
import { tellCreated } from './reconcile-template.ts';
import type { TemplateStore } from './template-store.ts';

export interface TerminationDeps {
  readonly store: Pick<TemplateStore, 'listTemplates' | 'listChildren' | 'createChild'>;
  readonly events: EventRecorder;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether the targets of a template name this node. */
  matches(targets: PowerToolSpec['targets'], node: string): boolean;
}

/**
 * Captures nodes before they leave, for every template whose trigger says so. Works on one node after the other, so
 * that two that leave together are counted one after the other.
 */
export class NodeTerminations {
  readonly #deps: TerminationDeps;
  /** What was fired here, by the template's uid: the store may tell of it a little later. */
  readonly #fired = new Map<string, readonly Occasion[]>();
  #turn: Promise<void> = Promise.resolve();
  #lastMs = 0;

  constructor(deps: TerminationDeps) {
    this.#deps = deps;
  }

  /** May be told of one leave several times. Rejects where a capture could not be created; then tell it again. */
  onNodeLeaving(node: LeavingNode): Promise<void> {
    const turn = this.#turn.then(() => this.#fireAll(node));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #fireAll(node: LeavingNode): Promise<void> {
    const templates = await this.#deps.store.listTemplates();
    const uids = new Set(templates.map(({ metadata }) => metadata.uid));
    for (const uid of this.#fired.keys()) if (!uids.has(uid)) this.#fired.delete(uid);
    const errors: unknown[] = [];
    for (const template of templates) {
      const { trigger, stop, suspend, targets } = template.spec;
      if (trigger === undefined || stop || suspend || !this.#deps.matches(targets, node.name)) continue;
      await this.#fire(template, trigger, node).catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0)
      throw new AggregateError(errors, `Cannot create every capture of node "${node.name}", which leaves`);
  }

  async #fire(
    template: Resource<PowerToolSpec>,
    trigger: NonNullable<PowerToolSpec['trigger']>,
    node: LeavingNode,
  ): Promise<void> {
    const { metadata } = template;
    const nowMs = Math.max(Math.floor(this.#deps.clock.unixUs() / 1_000), this.#lastMs + 1);
    this.#lastMs = nowMs;
    const recent = this.#fired.get(metadata.uid) ?? [];
    const counted = recent.filter((occasion) => nowMs - occasion.dueMs < countedMs(trigger));
    const children = await this.#deps.store.listChildren(metadata);
    const known = new Set(children.map((child) => child.name));
    const history = [...children, ...counted.filter((occasion) => !known.has(occasion.name))];
    const decision = decideOccasion(template, node, history, nowMs);
    if (decision.kind === 'fired') return;
    if (decision.kind === 'skip') {
      const { message } = decision;
      this.#deps.events.record(metadata, { type: 'Warning', reason: reasons.OccasionSkipped, message });
      return;
    }
    const child = toOccasion(template, decision, nowMs);
    const created = await this.#deps.store.createChild(child);
    const { namespace, name } = metadata;
    const about = {
      template: `${namespace}/${name}`,
      child: child.name,
      node: node.name,
      result: created.kind,
    };
    this.#deps.log.info(about, 'Template fired for a leaving node');
    const occasion = `node "${node.name}", which leaves`;
    this.#deps.events.record(metadata, tellCreated(child.name, occasion, created));
    if (created.kind === 'created' || created.kind === 'exists')
      this.#fired.set(metadata.uid, [...counted, { name: child.name, node: node.name, dueMs: nowMs }]);
  }
}
