import { InvalidArgumentError } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import type { ProcessStarter } from './child-process.ts';

/** Options of `toe up` as typed. */
export interface UpOptions {
  readonly demo?: boolean;
  readonly nodeName?: string;
  readonly port?: string;
  readonly label?: ReadonlyMap<string, string>;
  readonly toolPath?: ReadonlyMap<string, string>;
  readonly logLevel: string;
  readonly duration: string;
  readonly failpoints: string;
}

export interface UpRequest {
  readonly options: UpOptions;
  readonly globals: GlobalOptions;
  readonly nodeName: string;
  readonly starter: ProcessStarter;
  readonly nodePath: string;
  readonly pid: number;
}

/** Collects a repeated `key=value`. */
export function parsePairs(
  option: string,
): (text: string, before: ReadonlyMap<string, string> | undefined) => ReadonlyMap<string, string> {
  return (text, before) => {
    const [, key, value] = /^([^=,]+)=([^,]+)$/.exec(text) ?? [];
    if (key === undefined || value === undefined) {
      throw new InvalidArgumentError(`Write ${option} as key=value, without a comma`);
    }
    return new Map([...(before ?? []), [key, value]]);
  };
}
