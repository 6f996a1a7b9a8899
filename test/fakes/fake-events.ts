import type { EventRecorder, ObjectEvent } from '../../coordinator/resources/event-recorder.ts';
import type { ResourceRef } from '../../coordinator/resources/resource-source.ts';

/** Events in memory, in the order in which they were told. */
export class FakeEvents implements EventRecorder {
  readonly recorded: { readonly about: ResourceRef; readonly event: ObjectEvent }[] = [];

  record(about: ResourceRef & { readonly uid: string }, event: ObjectEvent): void {
    this.recorded.push({ about, event });
  }

  /** The reasons of what was told about the object of this name. */
  reasonsOf(name: string): readonly string[] {
    return this.recorded.filter(({ about }) => about.name === name).map(({ event }) => event.reason);
  }
}
