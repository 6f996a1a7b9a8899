import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeAgentToken, makeToken } from '../../test/builders/tokens.ts';
import { NodeChangedError, NodeToken } from './node-token.ts';

const expiresUnixMs = 1_900_000_000_000;
let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toe-token-'));
  path = join(directory, 'token');
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function metadataOf(token: NodeToken): Promise<readonly unknown[]> {
  const metadata = await token
    .callCredentials()
    .generateMetadata({ method_name: 'Connect', service_url: 'https://x' });
  return metadata.get('authorization');
}

describe('the token of a node', () => {
  it('says which node this is', async () => {
    await writeFile(path, `${makeAgentToken({ node: 'node-1', expiresUnixMs })}\n`);
    expect((await NodeToken.open(path, 'node-1')).node).toEqual({ node: 'node-1', uid: 'uid-node-1' });
  });

  it.each<[string, string | undefined, string, string]>([
    ['is missing', undefined, '', 'Cannot read token ".*": ENOENT'],
    ['is empty', '', '', 'Cannot read token ".*": the file is empty'],
    ['is none', 'secret', '', 'Cannot use token ".*": it is no JSON Web Token'],
    ['names no node', makeToken({ exp: 1 }), '', 'Cannot use token ".*": it names no node: .* 1.32 or newer'],
    [
      'is of another node',
      makeAgentToken({ node: 'node-1', expiresUnixMs }),
      'node-2',
      'it is of node "node-1", and TOE_NODE_NAME is "node-2"',
    ],
  ])('does not let the agent start where it %s', async (_, text, nodeName, message) => {
    if (text !== undefined) await writeFile(path, text);
    await expect(NodeToken.open(path, nodeName)).rejects.toThrow(new RegExp(message));
  });

  it('goes with every call as it then stands in its file', async () => {
    const [first, second] = ['1', '2'].map((id) => makeAgentToken({ node: 'node-1', expiresUnixMs, id }));
    await writeFile(path, first ?? '');
    const token = await NodeToken.open(path, '');
    expect(await metadataOf(token)).toEqual([`Bearer ${first}`]);
    await writeFile(path, second ?? '');
    await utimes(path, 1, 1);
    expect(await metadataOf(token)).toEqual([`Bearer ${second}`]);
  });

  it('fails a call for now while the file is away', async () => {
    await writeFile(path, makeAgentToken({ node: 'node-1', expiresUnixMs }));
    const token = await NodeToken.open(path, '');
    await rm(path);
    await expect(metadataOf(token)).rejects.toMatchObject({ code: 14 });
  });

  it('is none any more when the node was made anew', async () => {
    await writeFile(path, makeAgentToken({ node: 'node-1', expiresUnixMs }));
    const token = await NodeToken.open(path, '');
    await writeFile(path, makeToken({ 'kubernetes.io': { node: { name: 'node-1', uid: 'another' } } }));
    await expect(token.read()).rejects.toThrow(NodeChangedError);
  });
});
