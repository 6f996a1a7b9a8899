import type { ResourceRef } from '../../coordinator/resources/resource-source.ts';
import {
  type Child,
  type ChildCreated,
  type NewChild,
  type OwnerRef,
  scheduledAtAnnotation,
  type TemplateStore,
  triggeredAtAnnotation,
} from '../../coordinator/templates/template-store.ts';
import type { Resource } from '../../shared/kinds/kinds.ts';
import type { Phase, PowerToolSpec, PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import { validateSpec } from '../../shared/kinds/validate-spec.ts';

export interface StoredChild {
  readonly created: NewChild;
  readonly spec: PowerToolSpec;
  phase: Phase;
  isStopRequested: boolean;
  completedAt: string | undefined;
}

/** Templates and what they own, in memory. */
export class FakeTemplateStore implements TemplateStore {
  readonly templates: Resource<PowerToolSpec>[] = [];
  /** By the uid of the template. */
  readonly statuses = new Map<string, PowerToolStatus>();
  readonly children = new Map<string, StoredChild>();
  /** Every name that was ever created, in order, deleted ones too. */
  readonly everCreated: string[] = [];
  statusWrites = 0;
  /** As a cache that lags behind: children are not listed. */
  isBlind = false;
  /** Thrown by what comes next of this kind, once. */
  failNext: { readonly what: 'create' | 'status' } | undefined;
  /** Names that other PowerTools have. */
  readonly taken = new Set<string>();
  readonly gone = new Set<string>();

  async listTemplates(): Promise<readonly Resource<PowerToolSpec>[]> {
    return this.templates;
  }

  async listChildren(template: OwnerRef): Promise<readonly Child[]> {
    if (this.isBlind) return [];
    return [...this.children.values()]
      .filter(({ created }) => created.owner.uid === template.uid)
      .map(({ created, spec, phase, isStopRequested, completedAt }) => {
        const { [scheduledAtAnnotation]: scheduledAt, [triggeredAtAnnotation]: triggeredAt } =
          created.annotations;
        const dueMs = Date.parse(scheduledAt ?? triggeredAt ?? '');
        const node = spec.targets.nodeNames?.[0];
        return { name: created.name, phase, isStopRequested, dueMs, completedAt, node };
      });
  }

  async createChild(child: NewChild): Promise<ChildCreated> {
    this.#maybeFail('create');
    if (this.taken.has(child.name)) return { kind: 'taken' };
    if (this.children.has(child.name)) return { kind: 'exists' };
    const validated = validateSpec('PowerTool', child.spec);
    if (validated.kind === 'invalid') return { kind: 'invalid', faults: validated.faults };
    const state = { phase: 'Pending', isStopRequested: false, completedAt: undefined } as const;
    this.children.set(child.name, { created: child, spec: validated.spec, ...state });
    this.everCreated.push(child.name);
    return { kind: 'created' };
  }

  async requestStop({ name }: ResourceRef): Promise<void> {
    const child = this.children.get(name);
    if (child !== undefined) child.isStopRequested = true;
  }

  async deleteChild({ name }: ResourceRef): Promise<void> {
    this.children.delete(name);
  }

  async writeStatus(_ref: ResourceRef, uid: string, status: PowerToolStatus): Promise<'written' | 'gone'> {
    this.#maybeFail('status');
    if (this.gone.has(uid)) return 'gone';
    this.statusWrites += 1;
    this.statuses.set(uid, JSON.parse(JSON.stringify(status)));
    return 'written';
  }

  /** A child comes to its end, or to another phase. */
  enter(name: string, phase: Phase, completedAt?: string): void {
    const child = this.children.get(name);
    if (child === undefined) throw new RangeError(`Cannot enter ${phase}: there is no child "${name}"`);
    child.phase = phase;
    child.completedAt = completedAt;
  }

  #maybeFail(what: 'create' | 'status'): void {
    if (this.failNext?.what !== what) return;
    this.failNext = undefined;
    throw new Error(`The store failed at the ${what}`);
  }
}
