import { pathToFileURL } from 'node:url';
import type { ArgumentRequest, ArgumentVerdict } from '../../shared/arguments/check-arguments.ts';

/** What is under test. */
export interface Engine {
  check(request: ArgumentRequest): ArgumentVerdict;
}

type CheckArguments = typeof import('../../shared/arguments/check-arguments.ts');

/** The engine of the checkout, or of a copy of it, that lies at `root`. */
export async function loadEngine(root: string): Promise<Engine> {
  const url = pathToFileURL(`${root}/shared/arguments/check-arguments.ts`);
  const { checkArguments }: CheckArguments = await import(url.href);
  return { check: (request) => checkArguments(request) };
}
