import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../shared/log.ts';
import type { AdmissionVerdict } from './admission-request.ts';
import type { Judge } from './judge.ts';
import { parseReview } from './parse-review.ts';
import { type ReadBody, readBody } from './read-body.ts';
import { toReview } from './to-review.ts';

export const admissionPath = '/admit';
/** As much as an API server takes in one request. */
const maxBodyBytes = 3 * 1024 * 1024;

/**
 * Answers one HTTP request: with an AdmissionReview whatever has a uid to answer to, else with the HTTP status and a
 * sentence that says what is wrong. Never rejects.
 */
export async function answerReview(
  request: IncomingMessage,
  response: ServerResponse,
  judge: Judge,
  log: Log,
): Promise<void> {
  const body = await readBody(request, maxBodyBytes);
  const misfit = findMisfit(request);
  if (body.kind !== 'broken' && misfit !== undefined) return refuse(response, ...misfit);
  switch (body.kind) {
    case 'broken':
      response.destroy();
      return;
    case 'tooLarge':
      return refuse(response, 413, `Cannot read the review: it is above the limit of ${maxBodyBytes} bytes`);
    case 'read':
      return await answerBody(body, response, judge, log);
    default:
      return body satisfies never;
  }
}

async function answerBody(
  { text }: Extract<ReadBody, { readonly kind: 'read' }>,
  response: ServerResponse,
  judge: Judge,
  log: Log,
): Promise<void> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse(response, 400, `Cannot read the review: it is no JSON: ${why}`);
  }
  const parsed = parseReview(value);
  switch (parsed.kind) {
    case 'unreadable':
      return refuse(response, 400, parsed.message);
    case 'passed':
      return send(response, toReview(parsed.uid, { kind: 'allowed', warnings: [], patch: [] }));
    case 'faulty': {
      log.warn({ message: parsed.message }, 'Review could not be understood');
      const verdict = {
        kind: 'refused',
        code: 400,
        message: parsed.message,
        faults: [],
        warnings: [],
      } as const;
      return send(response, toReview(parsed.uid, verdict));
    }
    case 'request': {
      const verdict: AdmissionVerdict = await judge(parsed.request);
      return send(response, toReview(parsed.request.uid, verdict));
    }
    default:
      return parsed satisfies never;
  }
}

/** What is wrong whatever the body holds: status, sentence, further headers. */
function findMisfit({
  method,
  url = '/',
  headers,
}: IncomingMessage): readonly [number, string, Record<string, string>?] | undefined {
  if (url.split('?', 1)[0] !== admissionPath) return [404, `Cannot find "${url}": ${admissionPath} is right`];
  if (method !== 'POST') return [405, `Cannot ${method} ${admissionPath}: POST is right`, { allow: 'POST' }];
  const type = headers['content-type'] ?? '';
  if (type.split(';', 1)[0]?.trim().toLowerCase() !== 'application/json')
    return [415, `Cannot read content of type "${type}": application/json is right`];
  return undefined;
}

function refuse(
  response: ServerResponse,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): void {
  const text = `${message}\n`;
  response.writeHead(code, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

function send(response: ServerResponse, review: object): void {
  const text = JSON.stringify(review);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
