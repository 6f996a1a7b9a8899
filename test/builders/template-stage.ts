import { reconcileTemplate } from '../../coordinator/templates/reconcile-template.ts';
import type { TemplateCheck } from '../../coordinator/templates/template-status.ts';
import type { Resource } from '../../shared/kinds/kinds.ts';
import { isTerminal, type PowerToolSpec, type PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import { silentLog } from '../../shared/log.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeEvents } from '../fakes/fake-events.ts';
import { FakeTemplateStore } from '../fakes/fake-template-store.ts';
import { aTemplate } from './template.ts';

/** One template under a clock that runs only when it is told to, with a coordinator that may be away. */
export class TemplateStage {
  readonly store = new FakeTemplateStore();
  readonly events = new FakeEvents();
  readonly clock = new FakeClock();
  check: TemplateCheck = { kind: 'accepted' };
  #template: Resource<PowerToolSpec>;

  constructor(fields: object, createdAt: string) {
    this.setClock(createdAt);
    this.#template = aTemplate(fields, { createdAt });
    this.store.templates.push(this.#template);
  }

  get nowMs(): number {
    return this.clock.nowUs / 1_000;
  }

  /** May also go back, as a clock that is set right does. */
  setClock(at: string | number): void {
    this.clock.nowUs = (typeof at === 'number' ? at : Date.parse(at)) * 1_000;
  }

  advance(ms: number): void {
    this.setClock(this.nowMs + ms);
  }

  get status(): PowerToolStatus | undefined {
    return this.store.statuses.get(this.#template.metadata.uid);
  }

  get uid(): string {
    return this.#template.metadata.uid;
  }

  /** As somebody edits the template. */
  edit(fields: Partial<PowerToolSpec>): void {
    this.#template = { ...this.#template, spec: { ...this.#template.spec, ...fields } };
    this.store.templates.splice(0, 1, this.#template);
  }

  reconcile(): Promise<number | undefined> {
    const deps = {
      store: this.store,
      events: this.events,
      log: silentLog,
      check: async (): Promise<TemplateCheck> => this.check,
    };
    return reconcileTemplate(this.#template, this.status, deps, this.nowMs);
  }

  /** Works until then, whenever the template has to be looked at; what fires ends well after `durationMs`. */
  async runUntil(until: string, durationMs = 60_000): Promise<void> {
    const untilMs = Date.parse(until);
    while (this.nowMs < untilMs) {
      const waitMs = await this.reconcile().catch(retryLater);
      if (waitMs === undefined) return;
      this.setClock(Math.min(untilMs, this.nowMs + waitMs));
      this.#endChildren(durationMs);
    }
    await this.reconcile();
  }

  #endChildren(durationMs: number): void {
    for (const [name, { created, phase }] of this.store.children) {
      const endsMs = Date.parse(created.annotations['toe.run/scheduled-at'] ?? '') + durationMs;
      if (isTerminal(phase) || endsMs > this.nowMs) continue;
      this.store.enter(name, 'Succeeded', new Date(endsMs).toISOString());
    }
  }

  /** The instants that PowerTools were ever created for, in the order of their creation. */
  get fired(): readonly string[] {
    return this.store.everCreated.map((name) =>
      new Date(Number(name.split('-').at(-1)) * 60_000).toISOString(),
    );
  }
}

/** As the work queue does after a failure of the store; another one is a defect. */
function retryLater(error: unknown): number {
  if (error instanceof Error && error.message.startsWith('The store failed')) return 200;
  throw error;
}
