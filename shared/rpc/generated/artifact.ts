import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Artifact as _toe_v1_Artifact, Artifact__Output as _toe_v1_Artifact__Output } from './toe/v1/Artifact.ts';
import type { ArtifactServiceClient as _toe_v1_ArtifactServiceClient, ArtifactServiceDefinition as _toe_v1_ArtifactServiceDefinition } from './toe/v1/ArtifactService.ts';
import type { DirectUpload as _toe_v1_DirectUpload, DirectUpload__Output as _toe_v1_DirectUpload__Output } from './toe/v1/DirectUpload.ts';
import type { FinishUploadRequest as _toe_v1_FinishUploadRequest, FinishUploadRequest__Output as _toe_v1_FinishUploadRequest__Output } from './toe/v1/FinishUploadRequest.ts';
import type { FinishUploadResponse as _toe_v1_FinishUploadResponse, FinishUploadResponse__Output as _toe_v1_FinishUploadResponse__Output } from './toe/v1/FinishUploadResponse.ts';
import type { GetUploadRequest as _toe_v1_GetUploadRequest, GetUploadRequest__Output as _toe_v1_GetUploadRequest__Output } from './toe/v1/GetUploadRequest.ts';
import type { GetUploadResponse as _toe_v1_GetUploadResponse, GetUploadResponse__Output as _toe_v1_GetUploadResponse__Output } from './toe/v1/GetUploadResponse.ts';
import type { OpenUploadRequest as _toe_v1_OpenUploadRequest, OpenUploadRequest__Output as _toe_v1_OpenUploadRequest__Output } from './toe/v1/OpenUploadRequest.ts';
import type { OpenUploadResponse as _toe_v1_OpenUploadResponse, OpenUploadResponse__Output as _toe_v1_OpenUploadResponse__Output } from './toe/v1/OpenUploadResponse.ts';
import type { PartsAbility as _toe_v1_PartsAbility, PartsAbility__Output as _toe_v1_PartsAbility__Output } from './toe/v1/PartsAbility.ts';
import type { Receipt as _toe_v1_Receipt, Receipt__Output as _toe_v1_Receipt__Output } from './toe/v1/Receipt.ts';
import type { SignPartsRequest as _toe_v1_SignPartsRequest, SignPartsRequest__Output as _toe_v1_SignPartsRequest__Output } from './toe/v1/SignPartsRequest.ts';
import type { SignPartsResponse as _toe_v1_SignPartsResponse, SignPartsResponse__Output as _toe_v1_SignPartsResponse__Output } from './toe/v1/SignPartsResponse.ts';
import type { UnsignedPart as _toe_v1_UnsignedPart, UnsignedPart__Output as _toe_v1_UnsignedPart__Output } from './toe/v1/UnsignedPart.ts';
import type { WriteRequest as _toe_v1_WriteRequest, WriteRequest__Output as _toe_v1_WriteRequest__Output } from './toe/v1/WriteRequest.ts';
import type { WriteResponse as _toe_v1_WriteResponse, WriteResponse__Output as _toe_v1_WriteResponse__Output } from './toe/v1/WriteResponse.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  toe: {
    v1: {
      Artifact: MessageTypeDefinition<_toe_v1_Artifact, _toe_v1_Artifact__Output>
      ArtifactService: SubtypeConstructor<typeof grpc.Client, _toe_v1_ArtifactServiceClient> & { service: _toe_v1_ArtifactServiceDefinition }
      DirectUpload: MessageTypeDefinition<_toe_v1_DirectUpload, _toe_v1_DirectUpload__Output>
      FinishUploadRequest: MessageTypeDefinition<_toe_v1_FinishUploadRequest, _toe_v1_FinishUploadRequest__Output>
      FinishUploadResponse: MessageTypeDefinition<_toe_v1_FinishUploadResponse, _toe_v1_FinishUploadResponse__Output>
      GetUploadRequest: MessageTypeDefinition<_toe_v1_GetUploadRequest, _toe_v1_GetUploadRequest__Output>
      GetUploadResponse: MessageTypeDefinition<_toe_v1_GetUploadResponse, _toe_v1_GetUploadResponse__Output>
      OpenUploadRequest: MessageTypeDefinition<_toe_v1_OpenUploadRequest, _toe_v1_OpenUploadRequest__Output>
      OpenUploadResponse: MessageTypeDefinition<_toe_v1_OpenUploadResponse, _toe_v1_OpenUploadResponse__Output>
      PartsAbility: MessageTypeDefinition<_toe_v1_PartsAbility, _toe_v1_PartsAbility__Output>
      Proof: EnumTypeDefinition
      Receipt: MessageTypeDefinition<_toe_v1_Receipt, _toe_v1_Receipt__Output>
      SignPartsRequest: MessageTypeDefinition<_toe_v1_SignPartsRequest, _toe_v1_SignPartsRequest__Output>
      SignPartsResponse: MessageTypeDefinition<_toe_v1_SignPartsResponse, _toe_v1_SignPartsResponse__Output>
      UnsignedPart: MessageTypeDefinition<_toe_v1_UnsignedPart, _toe_v1_UnsignedPart__Output>
      WriteRequest: MessageTypeDefinition<_toe_v1_WriteRequest, _toe_v1_WriteRequest__Output>
      WriteResponse: MessageTypeDefinition<_toe_v1_WriteResponse, _toe_v1_WriteResponse__Output>
    }
  }
}

