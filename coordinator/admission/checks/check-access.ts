import type { PowerToolSpec } from '../../../shared/kinds/power-tool.ts';
import type { AccessRequest, ReviewedUser, Reviews } from '../../identity/reviews.ts';
import { type Finding, forbidden } from './finding.ts';

/** A right that a capture takes, beside that to create it. */
export interface NeededAccess {
  /** The field because of which it is needed. */
  readonly field: string;
  /** Goes on after `may not`. */
  readonly deed: string;
  readonly access: Omit<AccessRequest, 'user'>;
}

/**
 * What somebody has to be allowed for a capture of this spec. `home`: the coordinator's own namespace. Whoever may
 * create captures in a namespace may observe its pods; whole nodes and other namespaces show what is not theirs.
 */
export function listNeededAccess({ tool, targets }: PowerToolSpec, home: string): readonly NeededAccess[] {
  const needed: NeededAccess[] = [
    {
      field: 'spec.tool.name',
      deed: `use tool "${tool.name}"`,
      access: accessTo('use', 'toe.run', 'powertoolconfigs', { namespace: home, name: tool.name }),
    },
  ];
  // Whatever is not known to choose pods is taken to choose nodes.
  if (targets.labelSelector === undefined) {
    needed.push({
      field: 'spec.targets',
      deed: 'capture whole nodes',
      access: accessTo('capture', 'toe.run', 'nodes'),
    });
  }
  if (targets.namespaceSelector !== undefined) {
    needed.push({
      field: 'spec.targets.namespaceSelector',
      deed: 'observe pods of other namespaces',
      access: accessTo('list', '', 'pods'),
    });
  }
  return needed;
}

/** Asks the API server for each; rejects where it gives no answer. */
export async function checkAccess(
  needed: readonly NeededAccess[],
  user: ReviewedUser,
  reviews: Reviews,
): Promise<readonly Finding[]> {
  const found = await Promise.all(
    needed.map(async ({ field, deed, access }): Promise<readonly Finding[]> => {
      const reviewed = await reviews.reviewAccess({ user, ...access });
      if (reviewed.kind === 'allowed') return [];
      const why = reviewed.message === '' ? '' : ` (${reviewed.message})`;
      const right = `ask for a role with ${showAccess(access)}`;
      return [forbidden(`${field}: "${user.username}" may not ${deed}${why}: ${right}`)];
    }),
  );
  return found.flat();
}

function showAccess({ verb, group, resource, namespace, name }: NeededAccess['access']): string {
  const what = group === '' ? resource : `${resource}.${group}`;
  const which = name === '' ? '' : ` "${name}"`;
  const where = namespace === '' ? 'in all namespaces' : `in namespace "${namespace}"`;
  return `verb "${verb}" on ${what}${which} ${where}`;
}

function accessTo(
  verb: string,
  group: string,
  resource: string,
  { namespace = '', name = '' }: { readonly namespace?: string; readonly name?: string } = {},
): NeededAccess['access'] {
  return { verb, group, resource, subresource: '', namespace, name };
}
