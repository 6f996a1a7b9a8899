import { Transform } from 'node:stream';

/** Passes bytes on up to a limit and fails on the first one above it. */
export function limitBytes(maxBytes: number): Transform {
  let passed = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      passed += chunk.length;
      if (passed > maxBytes) done(new Error(`more than ${maxBytes} bytes came`));
      else done(null, chunk);
    },
  });
}
