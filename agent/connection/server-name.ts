import { isIP } from 'node:net';
import type { ChannelOptions } from '@grpc/grpc-js';

/** The DNS name that every coordinator's certificate holds beside its own. */
const coordinatorName = 'toe-coordinator';

/**
 * Which name the coordinator's certificate has to prove. A leader that was redirected to proves the name that was
 * configured. An IP address is no TLS server name (RFC 6066, section 3): there it is the coordinator's own name.
 */
export function serverNameOptions(address: string, configured: string): ChannelOptions {
  const host = hostOf(configured);
  const name = isIP(host) === 0 ? host : coordinatorName;
  return hostOf(address) === name ? {} : { 'grpc.ssl_target_name_override': name };
}

function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/g, '');
}
