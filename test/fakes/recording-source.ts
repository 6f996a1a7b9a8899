import type { ResourceRef, ResourceSource } from '../../coordinator/resources/resource-source.ts';
import type { PowerToolStatus } from '../../shared/kinds/power-tool.ts';

/** Takes statuses and nothing else, and remembers them. */
export class RecordingSource implements Pick<ResourceSource, 'writeStatus'> {
  readonly written: { readonly ref: ResourceRef; readonly uid: string; readonly status: PowerToolStatus }[] =
    [];

  async writeStatus(ref: ResourceRef, uid: string, status: PowerToolStatus): Promise<'written'> {
    this.written.push({ ref, uid, status });
    return 'written';
  }
}
