import { readFile, stat } from 'node:fs/promises';

/** A file that holds a token and is replaced when the token is renewed; the kubelet swaps a symbolic link. */
export class TokenFile {
  readonly path: string;
  #version = '';
  #token = '';

  constructor(path: string) {
    this.path = path;
  }

  /** The token as it is now; the file is read only where it is another than last time. Throws an Error in words. */
  async read(): Promise<string> {
    try {
      const { ino, mtimeMs, size } = await stat(this.path);
      const version = `${ino} ${mtimeMs} ${size}`;
      if (version !== this.#version) {
        this.#token = (await readFile(this.path, 'utf8')).trim();
        this.#version = version;
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`Cannot read token "${this.path}": ${why}`, { cause: error });
    }
    if (this.#token === '') throw new Error(`Cannot read token "${this.path}": the file is empty`);
    return this.#token;
  }
}
