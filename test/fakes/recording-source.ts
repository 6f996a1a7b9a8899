import type {
  ResourceRef,
  ResourceSource,
  StoredPowerTool,
} from '../../coordinator/resources/resource-source.ts';
import type { PowerToolStatus } from '../../shared/kinds/power-tool.ts';

/** Has the objects that a test gives it, takes statuses and remembers them. */
export class RecordingSource implements Pick<ResourceSource, 'writeStatus' | 'listPowerTools'> {
  readonly objects: StoredPowerTool[] = [];
  readonly written: { readonly ref: ResourceRef; readonly uid: string; readonly status: PowerToolStatus }[] =
    [];

  async listPowerTools(): Promise<readonly StoredPowerTool[]> {
    return this.objects;
  }

  async writeStatus(ref: ResourceRef, uid: string, status: PowerToolStatus): Promise<'written'> {
    this.written.push({ ref, uid, status });
    return 'written';
  }
}
