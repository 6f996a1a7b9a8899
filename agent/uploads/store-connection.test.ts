import { describe, expect, it } from 'vitest';
import { openStoreConnection } from './store-connection.ts';

const check = async (endpoint: string, url: string): Promise<string> => {
  using connection = await openStoreConnection({ endpoint, caPath: undefined });
  return connection.check(url).host;
};

describe('the URL of a part', () => {
  it.each([
    ['https://s3.example', 'https://s3.example/bucket/key?partNumber=1'],
    ['https://s3.example:443', 'https://s3.example/bucket/key'],
    ['https://s3.example', 'https://bucket.s3.example/key'],
    ['http://127.0.0.1:7070', 'http://127.0.0.1:7070/bucket/key'],
  ])('at %s may be %s', async (endpoint, url) => {
    expect(await check(endpoint, url)).toBe(new URL(url).host);
  });

  it.each([
    ['https://s3.example', 'http://s3.example/bucket/key', '"http://s3.example"'],
    ['https://s3.example', 'https://s3.example:8443/bucket/key', '"https://s3.example:8443"'],
    ['https://s3.example', 'https://evils3.example/key', '"https://evils3.example"'],
    ['https://s3.example', 'https://s3.example.evil/key', '"https://s3.example.evil"'],
    ['https://s3.example', 'https://user@s3.example/key', '"https://s3.example"'],
    ['https://s3.example', 'https://169.254.169.254/latest', '"https://169.254.169.254"'],
    ['https://s3.example', 'file:///etc/shadow', '"file://"'],
    ['https://s3.example', 'nonsense', 'something that is no URL'],
    ['https://s3.example', '', 'something that is no URL'],
  ])('at %s cannot be %s', async (endpoint, url, where) => {
    await expect(check(endpoint, url)).rejects.toThrow(
      `Cannot store a part at ${where}: this node stores parts at "${endpoint}" alone`,
    );
  });
});
