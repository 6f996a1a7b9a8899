import type { IdentityProvider, IncomingCall, Person, Refusal } from '../identity/identity-provider.ts';
import { type Method, methodAccess, type Requests } from './method-access.ts';

export interface AdmitDeps {
  readonly identity: IdentityProvider;
  /** The coordinator's own namespace; `''` where there is none. */
  readonly home: string;
}

export type Admission =
  | { readonly kind: 'admitted'; readonly caller: Person }
  /** `caller` where it is known who was refused. */
  | { readonly kind: 'refused'; readonly caller: Person | undefined; readonly refusal: Refusal };

/** Who calls a method, and whether they have every right that it needs for this request. */
export async function admit<M extends Method>(
  method: M,
  call: IncomingCall & { readonly request: Requests[M] },
  deps: AdmitDeps,
): Promise<Admission> {
  const identified = await deps.identity.identifyPerson(call);
  if (identified.kind === 'refused') return { kind: 'refused', caller: undefined, refusal: identified };
  const { person: caller } = identified;
  for (const access of methodAccess[method].needs(call.request, deps.home)) {
    const permission = await deps.identity.mayDo(caller, access);
    if (permission.kind === 'allowed') continue;
    const message = `Cannot answer ${method}: ${permission.message}`;
    return { kind: 'refused', caller, refusal: { ...permission, message } };
  }
  return { kind: 'admitted', caller };
}
