// Original file: proto/toe/v1/artifact.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { FinishUploadRequest as _toe_v1_FinishUploadRequest, FinishUploadRequest__Output as _toe_v1_FinishUploadRequest__Output } from '../../toe/v1/FinishUploadRequest.ts';
import type { FinishUploadResponse as _toe_v1_FinishUploadResponse, FinishUploadResponse__Output as _toe_v1_FinishUploadResponse__Output } from '../../toe/v1/FinishUploadResponse.ts';
import type { GetUploadRequest as _toe_v1_GetUploadRequest, GetUploadRequest__Output as _toe_v1_GetUploadRequest__Output } from '../../toe/v1/GetUploadRequest.ts';
import type { GetUploadResponse as _toe_v1_GetUploadResponse, GetUploadResponse__Output as _toe_v1_GetUploadResponse__Output } from '../../toe/v1/GetUploadResponse.ts';
import type { OpenUploadRequest as _toe_v1_OpenUploadRequest, OpenUploadRequest__Output as _toe_v1_OpenUploadRequest__Output } from '../../toe/v1/OpenUploadRequest.ts';
import type { OpenUploadResponse as _toe_v1_OpenUploadResponse, OpenUploadResponse__Output as _toe_v1_OpenUploadResponse__Output } from '../../toe/v1/OpenUploadResponse.ts';
import type { SignPartsRequest as _toe_v1_SignPartsRequest, SignPartsRequest__Output as _toe_v1_SignPartsRequest__Output } from '../../toe/v1/SignPartsRequest.ts';
import type { SignPartsResponse as _toe_v1_SignPartsResponse, SignPartsResponse__Output as _toe_v1_SignPartsResponse__Output } from '../../toe/v1/SignPartsResponse.ts';
import type { WriteRequest as _toe_v1_WriteRequest, WriteRequest__Output as _toe_v1_WriteRequest__Output } from '../../toe/v1/WriteRequest.ts';
import type { WriteResponse as _toe_v1_WriteResponse, WriteResponse__Output as _toe_v1_WriteResponse__Output } from '../../toe/v1/WriteResponse.ts';

export interface ArtifactServiceClient extends grpc.Client {
  FinishUpload(argument: _toe_v1_FinishUploadRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_FinishUploadResponse__Output>): grpc.ClientUnaryCall;
  FinishUpload(argument: _toe_v1_FinishUploadRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_FinishUploadResponse__Output>): grpc.ClientUnaryCall;
  FinishUpload(argument: _toe_v1_FinishUploadRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_FinishUploadResponse__Output>): grpc.ClientUnaryCall;
  FinishUpload(argument: _toe_v1_FinishUploadRequest, callback: grpc.requestCallback<_toe_v1_FinishUploadResponse__Output>): grpc.ClientUnaryCall;
  finishUpload(argument: _toe_v1_FinishUploadRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_FinishUploadResponse__Output>): grpc.ClientUnaryCall;
  finishUpload(argument: _toe_v1_FinishUploadRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_FinishUploadResponse__Output>): grpc.ClientUnaryCall;
  finishUpload(argument: _toe_v1_FinishUploadRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_FinishUploadResponse__Output>): grpc.ClientUnaryCall;
  finishUpload(argument: _toe_v1_FinishUploadRequest, callback: grpc.requestCallback<_toe_v1_FinishUploadResponse__Output>): grpc.ClientUnaryCall;
  
  GetUpload(argument: _toe_v1_GetUploadRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_GetUploadResponse__Output>): grpc.ClientUnaryCall;
  GetUpload(argument: _toe_v1_GetUploadRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_GetUploadResponse__Output>): grpc.ClientUnaryCall;
  GetUpload(argument: _toe_v1_GetUploadRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_GetUploadResponse__Output>): grpc.ClientUnaryCall;
  GetUpload(argument: _toe_v1_GetUploadRequest, callback: grpc.requestCallback<_toe_v1_GetUploadResponse__Output>): grpc.ClientUnaryCall;
  getUpload(argument: _toe_v1_GetUploadRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_GetUploadResponse__Output>): grpc.ClientUnaryCall;
  getUpload(argument: _toe_v1_GetUploadRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_GetUploadResponse__Output>): grpc.ClientUnaryCall;
  getUpload(argument: _toe_v1_GetUploadRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_GetUploadResponse__Output>): grpc.ClientUnaryCall;
  getUpload(argument: _toe_v1_GetUploadRequest, callback: grpc.requestCallback<_toe_v1_GetUploadResponse__Output>): grpc.ClientUnaryCall;
  
  OpenUpload(argument: _toe_v1_OpenUploadRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_OpenUploadResponse__Output>): grpc.ClientUnaryCall;
  OpenUpload(argument: _toe_v1_OpenUploadRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_OpenUploadResponse__Output>): grpc.ClientUnaryCall;
  OpenUpload(argument: _toe_v1_OpenUploadRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_OpenUploadResponse__Output>): grpc.ClientUnaryCall;
  OpenUpload(argument: _toe_v1_OpenUploadRequest, callback: grpc.requestCallback<_toe_v1_OpenUploadResponse__Output>): grpc.ClientUnaryCall;
  openUpload(argument: _toe_v1_OpenUploadRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_OpenUploadResponse__Output>): grpc.ClientUnaryCall;
  openUpload(argument: _toe_v1_OpenUploadRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_OpenUploadResponse__Output>): grpc.ClientUnaryCall;
  openUpload(argument: _toe_v1_OpenUploadRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_OpenUploadResponse__Output>): grpc.ClientUnaryCall;
  openUpload(argument: _toe_v1_OpenUploadRequest, callback: grpc.requestCallback<_toe_v1_OpenUploadResponse__Output>): grpc.ClientUnaryCall;
  
  SignParts(argument: _toe_v1_SignPartsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_SignPartsResponse__Output>): grpc.ClientUnaryCall;
  SignParts(argument: _toe_v1_SignPartsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_SignPartsResponse__Output>): grpc.ClientUnaryCall;
  SignParts(argument: _toe_v1_SignPartsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_SignPartsResponse__Output>): grpc.ClientUnaryCall;
  SignParts(argument: _toe_v1_SignPartsRequest, callback: grpc.requestCallback<_toe_v1_SignPartsResponse__Output>): grpc.ClientUnaryCall;
  signParts(argument: _toe_v1_SignPartsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_SignPartsResponse__Output>): grpc.ClientUnaryCall;
  signParts(argument: _toe_v1_SignPartsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_SignPartsResponse__Output>): grpc.ClientUnaryCall;
  signParts(argument: _toe_v1_SignPartsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_SignPartsResponse__Output>): grpc.ClientUnaryCall;
  signParts(argument: _toe_v1_SignPartsRequest, callback: grpc.requestCallback<_toe_v1_SignPartsResponse__Output>): grpc.ClientUnaryCall;
  
  Write(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_toe_v1_WriteRequest, _toe_v1_WriteResponse__Output>;
  Write(options?: grpc.CallOptions): grpc.ClientDuplexStream<_toe_v1_WriteRequest, _toe_v1_WriteResponse__Output>;
  write(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_toe_v1_WriteRequest, _toe_v1_WriteResponse__Output>;
  write(options?: grpc.CallOptions): grpc.ClientDuplexStream<_toe_v1_WriteRequest, _toe_v1_WriteResponse__Output>;
  
}

export interface ArtifactServiceHandlers extends grpc.UntypedServiceImplementation {
  FinishUpload: grpc.handleUnaryCall<_toe_v1_FinishUploadRequest__Output, _toe_v1_FinishUploadResponse>;
  
  GetUpload: grpc.handleUnaryCall<_toe_v1_GetUploadRequest__Output, _toe_v1_GetUploadResponse>;
  
  OpenUpload: grpc.handleUnaryCall<_toe_v1_OpenUploadRequest__Output, _toe_v1_OpenUploadResponse>;
  
  SignParts: grpc.handleUnaryCall<_toe_v1_SignPartsRequest__Output, _toe_v1_SignPartsResponse>;
  
  Write: grpc.handleBidiStreamingCall<_toe_v1_WriteRequest__Output, _toe_v1_WriteResponse>;
  
}

export interface ArtifactServiceDefinition extends grpc.ServiceDefinition {
  FinishUpload: MethodDefinition<_toe_v1_FinishUploadRequest, _toe_v1_FinishUploadResponse, _toe_v1_FinishUploadRequest__Output, _toe_v1_FinishUploadResponse__Output>
  GetUpload: MethodDefinition<_toe_v1_GetUploadRequest, _toe_v1_GetUploadResponse, _toe_v1_GetUploadRequest__Output, _toe_v1_GetUploadResponse__Output>
  OpenUpload: MethodDefinition<_toe_v1_OpenUploadRequest, _toe_v1_OpenUploadResponse, _toe_v1_OpenUploadRequest__Output, _toe_v1_OpenUploadResponse__Output>
  SignParts: MethodDefinition<_toe_v1_SignPartsRequest, _toe_v1_SignPartsResponse, _toe_v1_SignPartsRequest__Output, _toe_v1_SignPartsResponse__Output>
  Write: MethodDefinition<_toe_v1_WriteRequest, _toe_v1_WriteResponse, _toe_v1_WriteRequest__Output, _toe_v1_WriteResponse__Output>
}
