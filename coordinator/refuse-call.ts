import { status } from '@grpc/grpc-js';
import { StatusError } from '../shared/rpc/status.ts';

/** Answers any sort of call with UNAVAILABLE: this coordinator does not lead, and the caller is to try again. */
export function refuseCall(method: string, call: unknown, callback: unknown): void {
  endCall(call, callback, new StatusError(status.UNAVAILABLE, toRefusal(method)));
}

export function toRefusal(method: string): string {
  return `Cannot answer ${method}: this coordinator does not lead at present: try again`;
}

/** Ends any sort of call with an error: by its callback where it has one, else by its stream. */
export function endCall(call: unknown, callback: unknown, error: Error): void {
  if (typeof callback === 'function') callback(error);
  else if (isEmitter(call)) call.emit('error', error);
}

function isEmitter(value: unknown): value is { emit(event: 'error', error: Error): void } {
  return typeof value === 'object' && value !== null && 'emit' in value && typeof value.emit === 'function';
}
