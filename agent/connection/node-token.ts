import { CallCredentials, Metadata, status } from '@grpc/grpc-js';
import { StatusError } from '../../shared/rpc/status.ts';
import { parseTokenClaims, setBearerToken } from '../../shared/rpc/token-claims.ts';
import { TokenFile } from './token-file.ts';

/** The node's token is now of another node than the one that the agent was started for. */
export class NodeChangedError extends Error {
  override readonly name = 'NodeChangedError';
}

/** A projected service-account token that proves this node, renewed by the kubelet. */
export class NodeToken {
  /** As the token's own claims have it, unverified: the coordinator has the API server review it. */
  readonly node: { readonly node: string; readonly uid: string };
  readonly #file: TokenFile;

  private constructor(file: TokenFile, node: { readonly node: string; readonly uid: string }) {
    this.#file = file;
    this.node = node;
  }

  /** `nodeName`: the node that it has to be of, `''` for any. Throws an Error with a remedy. */
  static async open(path: string, nodeName: string): Promise<NodeToken> {
    const file = new TokenFile(path);
    const claims = parseTokenClaims(await file.read());
    if (claims === undefined) throw new Error(`Cannot use token "${path}": it is no JSON Web Token`);
    if (claims.node === undefined)
      throw new Error(
        `Cannot use token "${path}": it names no node: one that Kubernetes 1.32 or newer projects into the agent's pod is right`,
      );
    const { name, uid } = claims.node;
    if (nodeName !== '' && nodeName !== name)
      throw new Error(
        `Cannot use token "${path}": it is of node "${name}", and TOE_NODE_NAME is "${nodeName}": the token of this node's own pod is right`,
      );
    return new NodeToken(file, { node: name, uid });
  }

  /** The token as it is now. Throws a NodeChangedError, or an Error while the file cannot be read. */
  async read(): Promise<string> {
    const token = await this.#file.read();
    const uid = parseTokenClaims(token)?.node?.uid;
    if (uid !== undefined && uid !== this.node.uid)
      throw new NodeChangedError(
        `Cannot go on as node "${this.node.node}" with uid "${this.node.uid}": its token is now of uid "${uid}": start the agent anew`,
      );
    return token;
  }

  /** Sends the token as it is then with every call and stream. */
  callCredentials(): CallCredentials {
    return CallCredentials.createFromMetadataGenerator((_, callback) => void this.#answer(callback));
  }

  async #answer(callback: (error: Error | null, metadata?: Metadata) => void): Promise<void> {
    const metadata = new Metadata();
    try {
      setBearerToken(metadata, await this.read());
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      callback(new StatusError(status.UNAVAILABLE, why, { cause: error }));
      return;
    }
    callback(null, metadata);
  }
}
