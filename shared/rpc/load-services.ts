import { fileURLToPath } from 'node:url';
import { type GrpcObject, loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync, type PackageDefinition } from '@grpc/proto-loader';
import type { ProtoGrpcType } from './generated/capture.ts';

/** Where the .proto files stand in a checkout and in the images. */
const protoRoot = fileURLToPath(new URL('../../proto', import.meta.url));

/**
 * The package `toe.v1` as loaded from proto/toe/v1, with reflection data. Numbers are JavaScript numbers: every
 * 64-bit field is an amount or a time in microseconds, and a value above 2^53 − 1 is refused where it is read.
 */
export function loadPackage(): PackageDefinition {
  return loadSync(['toe/v1/agent.proto', 'toe/v1/artifact.proto', 'toe/v1/capture.proto'], {
    includeDirs: [protoRoot],
    longs: Number,
    enums: String,
    defaults: true,
    oneofs: true,
  });
}

/** The client constructors and service definitions of `toe.v1`. */
export function loadServices(definition: PackageDefinition = loadPackage()): ProtoGrpcType['toe']['v1'] {
  const loaded: GrpcObject & Partial<ProtoGrpcType> = loadPackageDefinition(definition);
  if (loaded.toe === undefined)
    throw new Error('Cannot load the services: package "toe" is not in the proto files');
  return loaded.toe.v1;
}
