import { type AnyDefinition, loadSync, type PackageDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { protoPath as healthProto } from 'grpc-health-check';
import descriptor, {
  type IDescriptorProto,
  type IFileDescriptorProto,
} from 'protobufjs/ext/descriptor/index.js';

const { FileDescriptorProto } = descriptor;
const structFile = 'google_protobuf.proto';

/**
 * Reflection over the services that the port for people serves, and no others, with descriptors as clients in other
 * languages require them. proto-loader makes one file of each package and leaves out what it imports; protobufjs
 * names the entry type of `map<…> labels` `Labels`, where descriptor.proto says `LabelsEntry`
 * (github.com/fullstorydev/grpcurl/issues/519).
 */
export function makeReflection(definition: PackageDefinition): ReflectionService {
  const all: PackageDefinition = { ...definition, ...loadSync(healthProto) };
  const entries = Object.entries(all).map(([name, type]) => {
    if (!hasDescriptors(type)) return [name, type] as const;
    return [name, { ...type, fileDescriptorProtos: type.fileDescriptorProtos.map(mendFile) }] as const;
  });
  const services = ['toe.v1.CaptureService', 'grpc.health.v1.Health'];
  return new ReflectionService(Object.fromEntries(entries), { services });
}

type Described = Extract<AnyDefinition, { readonly fileDescriptorProtos: Buffer[] }>;

function hasDescriptors(type: AnyDefinition): type is Described {
  return 'fileDescriptorProtos' in type && Array.isArray(type.fileDescriptorProtos);
}

function mendFile(encoded: Buffer): Buffer {
  const file: IFileDescriptorProto = FileDescriptorProto.toObject(FileDescriptorProto.decode(encoded));
  const messageType = (file.messageType ?? []).map(mendMessage);
  const dependency = file.package === 'toe.v1' ? [structFile] : [];
  const mended = FileDescriptorProto.fromObject({ ...file, messageType, dependency });
  return Buffer.from(FileDescriptorProto.encode(mended).finish());
}

function mendMessage(message: IDescriptorProto): IDescriptorProto {
  const nested = message.nestedType ?? [];
  const entryTypes = new Set(
    nested.filter((type) => type.options?.mapEntry === true).map((type) => type.name),
  );
  return {
    ...message,
    field: (message.field ?? []).map((field) =>
      entryTypes.has(field.typeName) ? { ...field, typeName: `${field.typeName}Entry` } : field,
    ),
    nestedType: nested
      .map((type) => (entryTypes.has(type.name) ? { ...type, name: `${type.name}Entry` } : type))
      .map(mendMessage),
  };
}
