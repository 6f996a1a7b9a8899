import { isIP } from 'node:net';

/** Checks the endpoint of an object store. Throws a RangeError for a text that is none. */
export function parseEndpoint(text: string): string {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.username !== '')
    throw new RangeError(`${JSON.stringify(text)} is no endpoint: write https://host:port`);
  return text;
}

/** Whether what is sent there crosses a network, and unencrypted. */
export function isOpenToAll(endpoint: string): boolean {
  const url = URL.parse(endpoint);
  return url?.protocol === 'http:' && !isLoopback(url);
}

function isLoopback({ hostname }: URL): boolean {
  if (hostname === 'localhost' || hostname === '[::1]') return true;
  return isIP(hostname) === 4 && hostname.startsWith('127.');
}
