import type { ChannelOptions } from '@grpc/grpc-js';

const maxMessageBytes = 4 * 1024 * 1024;

const common: ChannelOptions = {
  'grpc.max_receive_message_length': maxMessageBytes,
  'grpc.max_send_message_length': maxMessageBytes,
  'grpc.enable_channelz': 0,
};

/** A dead peer is noticed within 30 s: a ping after 20 s of silence, an answer within 10 s. */
const keepalive: ChannelOptions = {
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.keepalive_permit_without_calls': 1,
};

/** For a channel that lives as long as its process: reconnects by itself, at most 10 s between tries. */
export const clientChannelOptions: ChannelOptions = {
  ...common,
  ...keepalive,
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 10_000,
};

/**
 * For uploads: a connection of its own. grpc-js would otherwise share one connection among channels to the same
 * address, and control messages would wait behind data (measured, see docs/decisions).
 */
export const uploadChannelOptions: ChannelOptions = {
  ...clientChannelOptions,
  'grpc.use_local_subchannel_pool': 1,
  // A fleet that has uploaded is not to hold a second connection each: the coordinator has 100 KB for every one.
  'grpc.client_idle_timeout_ms': 10_000,
};

export const serverOptions: ChannelOptions = {
  ...common,
  ...keepalive,
  'grpc.max_concurrent_streams': 1000,
};
