// Original file: proto/toe/v1/capture.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { Capture as _toe_v1_Capture, Capture__Output as _toe_v1_Capture__Output } from '../../toe/v1/Capture.ts';
import type { CreateCaptureRequest as _toe_v1_CreateCaptureRequest, CreateCaptureRequest__Output as _toe_v1_CreateCaptureRequest__Output } from '../../toe/v1/CreateCaptureRequest.ts';
import type { DeleteCaptureRequest as _toe_v1_DeleteCaptureRequest, DeleteCaptureRequest__Output as _toe_v1_DeleteCaptureRequest__Output } from '../../toe/v1/DeleteCaptureRequest.ts';
import type { DeleteCaptureResponse as _toe_v1_DeleteCaptureResponse, DeleteCaptureResponse__Output as _toe_v1_DeleteCaptureResponse__Output } from '../../toe/v1/DeleteCaptureResponse.ts';
import type { FetchArtifactsRequest as _toe_v1_FetchArtifactsRequest, FetchArtifactsRequest__Output as _toe_v1_FetchArtifactsRequest__Output } from '../../toe/v1/FetchArtifactsRequest.ts';
import type { FetchArtifactsResponse as _toe_v1_FetchArtifactsResponse, FetchArtifactsResponse__Output as _toe_v1_FetchArtifactsResponse__Output } from '../../toe/v1/FetchArtifactsResponse.ts';
import type { GetCaptureRequest as _toe_v1_GetCaptureRequest, GetCaptureRequest__Output as _toe_v1_GetCaptureRequest__Output } from '../../toe/v1/GetCaptureRequest.ts';
import type { ListArtifactsRequest as _toe_v1_ListArtifactsRequest, ListArtifactsRequest__Output as _toe_v1_ListArtifactsRequest__Output } from '../../toe/v1/ListArtifactsRequest.ts';
import type { ListArtifactsResponse as _toe_v1_ListArtifactsResponse, ListArtifactsResponse__Output as _toe_v1_ListArtifactsResponse__Output } from '../../toe/v1/ListArtifactsResponse.ts';
import type { ListCapturesRequest as _toe_v1_ListCapturesRequest, ListCapturesRequest__Output as _toe_v1_ListCapturesRequest__Output } from '../../toe/v1/ListCapturesRequest.ts';
import type { ListCapturesResponse as _toe_v1_ListCapturesResponse, ListCapturesResponse__Output as _toe_v1_ListCapturesResponse__Output } from '../../toe/v1/ListCapturesResponse.ts';
import type { ListNodesRequest as _toe_v1_ListNodesRequest, ListNodesRequest__Output as _toe_v1_ListNodesRequest__Output } from '../../toe/v1/ListNodesRequest.ts';
import type { ListNodesResponse as _toe_v1_ListNodesResponse, ListNodesResponse__Output as _toe_v1_ListNodesResponse__Output } from '../../toe/v1/ListNodesResponse.ts';
import type { ListToolsRequest as _toe_v1_ListToolsRequest, ListToolsRequest__Output as _toe_v1_ListToolsRequest__Output } from '../../toe/v1/ListToolsRequest.ts';
import type { ListToolsResponse as _toe_v1_ListToolsResponse, ListToolsResponse__Output as _toe_v1_ListToolsResponse__Output } from '../../toe/v1/ListToolsResponse.ts';
import type { PreviewCaptureRequest as _toe_v1_PreviewCaptureRequest, PreviewCaptureRequest__Output as _toe_v1_PreviewCaptureRequest__Output } from '../../toe/v1/PreviewCaptureRequest.ts';
import type { PreviewCaptureResponse as _toe_v1_PreviewCaptureResponse, PreviewCaptureResponse__Output as _toe_v1_PreviewCaptureResponse__Output } from '../../toe/v1/PreviewCaptureResponse.ts';
import type { ReadArtifactRequest as _toe_v1_ReadArtifactRequest, ReadArtifactRequest__Output as _toe_v1_ReadArtifactRequest__Output } from '../../toe/v1/ReadArtifactRequest.ts';
import type { ReadArtifactResponse as _toe_v1_ReadArtifactResponse, ReadArtifactResponse__Output as _toe_v1_ReadArtifactResponse__Output } from '../../toe/v1/ReadArtifactResponse.ts';
import type { ReadBundleRequest as _toe_v1_ReadBundleRequest, ReadBundleRequest__Output as _toe_v1_ReadBundleRequest__Output } from '../../toe/v1/ReadBundleRequest.ts';
import type { ReadBundleResponse as _toe_v1_ReadBundleResponse, ReadBundleResponse__Output as _toe_v1_ReadBundleResponse__Output } from '../../toe/v1/ReadBundleResponse.ts';
import type { ReadManifestRequest as _toe_v1_ReadManifestRequest, ReadManifestRequest__Output as _toe_v1_ReadManifestRequest__Output } from '../../toe/v1/ReadManifestRequest.ts';
import type { ReadManifestResponse as _toe_v1_ReadManifestResponse, ReadManifestResponse__Output as _toe_v1_ReadManifestResponse__Output } from '../../toe/v1/ReadManifestResponse.ts';
import type { StopCaptureRequest as _toe_v1_StopCaptureRequest, StopCaptureRequest__Output as _toe_v1_StopCaptureRequest__Output } from '../../toe/v1/StopCaptureRequest.ts';

export interface CaptureServiceClient extends grpc.Client {
  CreateCapture(argument: _toe_v1_CreateCaptureRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  CreateCapture(argument: _toe_v1_CreateCaptureRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  CreateCapture(argument: _toe_v1_CreateCaptureRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  CreateCapture(argument: _toe_v1_CreateCaptureRequest, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  createCapture(argument: _toe_v1_CreateCaptureRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  createCapture(argument: _toe_v1_CreateCaptureRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  createCapture(argument: _toe_v1_CreateCaptureRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  createCapture(argument: _toe_v1_CreateCaptureRequest, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  
  DeleteCapture(argument: _toe_v1_DeleteCaptureRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_DeleteCaptureResponse__Output>): grpc.ClientUnaryCall;
  DeleteCapture(argument: _toe_v1_DeleteCaptureRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_DeleteCaptureResponse__Output>): grpc.ClientUnaryCall;
  DeleteCapture(argument: _toe_v1_DeleteCaptureRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_DeleteCaptureResponse__Output>): grpc.ClientUnaryCall;
  DeleteCapture(argument: _toe_v1_DeleteCaptureRequest, callback: grpc.requestCallback<_toe_v1_DeleteCaptureResponse__Output>): grpc.ClientUnaryCall;
  deleteCapture(argument: _toe_v1_DeleteCaptureRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_DeleteCaptureResponse__Output>): grpc.ClientUnaryCall;
  deleteCapture(argument: _toe_v1_DeleteCaptureRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_DeleteCaptureResponse__Output>): grpc.ClientUnaryCall;
  deleteCapture(argument: _toe_v1_DeleteCaptureRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_DeleteCaptureResponse__Output>): grpc.ClientUnaryCall;
  deleteCapture(argument: _toe_v1_DeleteCaptureRequest, callback: grpc.requestCallback<_toe_v1_DeleteCaptureResponse__Output>): grpc.ClientUnaryCall;
  
  FetchArtifacts(argument: _toe_v1_FetchArtifactsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_FetchArtifactsResponse__Output>): grpc.ClientUnaryCall;
  FetchArtifacts(argument: _toe_v1_FetchArtifactsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_FetchArtifactsResponse__Output>): grpc.ClientUnaryCall;
  FetchArtifacts(argument: _toe_v1_FetchArtifactsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_FetchArtifactsResponse__Output>): grpc.ClientUnaryCall;
  FetchArtifacts(argument: _toe_v1_FetchArtifactsRequest, callback: grpc.requestCallback<_toe_v1_FetchArtifactsResponse__Output>): grpc.ClientUnaryCall;
  fetchArtifacts(argument: _toe_v1_FetchArtifactsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_FetchArtifactsResponse__Output>): grpc.ClientUnaryCall;
  fetchArtifacts(argument: _toe_v1_FetchArtifactsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_FetchArtifactsResponse__Output>): grpc.ClientUnaryCall;
  fetchArtifacts(argument: _toe_v1_FetchArtifactsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_FetchArtifactsResponse__Output>): grpc.ClientUnaryCall;
  fetchArtifacts(argument: _toe_v1_FetchArtifactsRequest, callback: grpc.requestCallback<_toe_v1_FetchArtifactsResponse__Output>): grpc.ClientUnaryCall;
  
  GetCapture(argument: _toe_v1_GetCaptureRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  GetCapture(argument: _toe_v1_GetCaptureRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  GetCapture(argument: _toe_v1_GetCaptureRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  GetCapture(argument: _toe_v1_GetCaptureRequest, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  getCapture(argument: _toe_v1_GetCaptureRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  getCapture(argument: _toe_v1_GetCaptureRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  getCapture(argument: _toe_v1_GetCaptureRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  getCapture(argument: _toe_v1_GetCaptureRequest, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  
  ListArtifacts(argument: _toe_v1_ListArtifactsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_ListArtifactsResponse__Output>): grpc.ClientUnaryCall;
  ListArtifacts(argument: _toe_v1_ListArtifactsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_ListArtifactsResponse__Output>): grpc.ClientUnaryCall;
  ListArtifacts(argument: _toe_v1_ListArtifactsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_ListArtifactsResponse__Output>): grpc.ClientUnaryCall;
  ListArtifacts(argument: _toe_v1_ListArtifactsRequest, callback: grpc.requestCallback<_toe_v1_ListArtifactsResponse__Output>): grpc.ClientUnaryCall;
  listArtifacts(argument: _toe_v1_ListArtifactsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_ListArtifactsResponse__Output>): grpc.ClientUnaryCall;
  listArtifacts(argument: _toe_v1_ListArtifactsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_ListArtifactsResponse__Output>): grpc.ClientUnaryCall;
  listArtifacts(argument: _toe_v1_ListArtifactsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_ListArtifactsResponse__Output>): grpc.ClientUnaryCall;
  listArtifacts(argument: _toe_v1_ListArtifactsRequest, callback: grpc.requestCallback<_toe_v1_ListArtifactsResponse__Output>): grpc.ClientUnaryCall;
  
  ListCaptures(argument: _toe_v1_ListCapturesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_ListCapturesResponse__Output>): grpc.ClientUnaryCall;
  ListCaptures(argument: _toe_v1_ListCapturesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_ListCapturesResponse__Output>): grpc.ClientUnaryCall;
  ListCaptures(argument: _toe_v1_ListCapturesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_ListCapturesResponse__Output>): grpc.ClientUnaryCall;
  ListCaptures(argument: _toe_v1_ListCapturesRequest, callback: grpc.requestCallback<_toe_v1_ListCapturesResponse__Output>): grpc.ClientUnaryCall;
  listCaptures(argument: _toe_v1_ListCapturesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_ListCapturesResponse__Output>): grpc.ClientUnaryCall;
  listCaptures(argument: _toe_v1_ListCapturesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_ListCapturesResponse__Output>): grpc.ClientUnaryCall;
  listCaptures(argument: _toe_v1_ListCapturesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_ListCapturesResponse__Output>): grpc.ClientUnaryCall;
  listCaptures(argument: _toe_v1_ListCapturesRequest, callback: grpc.requestCallback<_toe_v1_ListCapturesResponse__Output>): grpc.ClientUnaryCall;
  
  ListNodes(argument: _toe_v1_ListNodesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_ListNodesResponse__Output>): grpc.ClientUnaryCall;
  ListNodes(argument: _toe_v1_ListNodesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_ListNodesResponse__Output>): grpc.ClientUnaryCall;
  ListNodes(argument: _toe_v1_ListNodesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_ListNodesResponse__Output>): grpc.ClientUnaryCall;
  ListNodes(argument: _toe_v1_ListNodesRequest, callback: grpc.requestCallback<_toe_v1_ListNodesResponse__Output>): grpc.ClientUnaryCall;
  listNodes(argument: _toe_v1_ListNodesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_ListNodesResponse__Output>): grpc.ClientUnaryCall;
  listNodes(argument: _toe_v1_ListNodesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_ListNodesResponse__Output>): grpc.ClientUnaryCall;
  listNodes(argument: _toe_v1_ListNodesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_ListNodesResponse__Output>): grpc.ClientUnaryCall;
  listNodes(argument: _toe_v1_ListNodesRequest, callback: grpc.requestCallback<_toe_v1_ListNodesResponse__Output>): grpc.ClientUnaryCall;
  
  ListTools(argument: _toe_v1_ListToolsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_ListToolsResponse__Output>): grpc.ClientUnaryCall;
  ListTools(argument: _toe_v1_ListToolsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_ListToolsResponse__Output>): grpc.ClientUnaryCall;
  ListTools(argument: _toe_v1_ListToolsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_ListToolsResponse__Output>): grpc.ClientUnaryCall;
  ListTools(argument: _toe_v1_ListToolsRequest, callback: grpc.requestCallback<_toe_v1_ListToolsResponse__Output>): grpc.ClientUnaryCall;
  listTools(argument: _toe_v1_ListToolsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_ListToolsResponse__Output>): grpc.ClientUnaryCall;
  listTools(argument: _toe_v1_ListToolsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_ListToolsResponse__Output>): grpc.ClientUnaryCall;
  listTools(argument: _toe_v1_ListToolsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_ListToolsResponse__Output>): grpc.ClientUnaryCall;
  listTools(argument: _toe_v1_ListToolsRequest, callback: grpc.requestCallback<_toe_v1_ListToolsResponse__Output>): grpc.ClientUnaryCall;
  
  PreviewCapture(argument: _toe_v1_PreviewCaptureRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_PreviewCaptureResponse__Output>): grpc.ClientUnaryCall;
  PreviewCapture(argument: _toe_v1_PreviewCaptureRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_PreviewCaptureResponse__Output>): grpc.ClientUnaryCall;
  PreviewCapture(argument: _toe_v1_PreviewCaptureRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_PreviewCaptureResponse__Output>): grpc.ClientUnaryCall;
  PreviewCapture(argument: _toe_v1_PreviewCaptureRequest, callback: grpc.requestCallback<_toe_v1_PreviewCaptureResponse__Output>): grpc.ClientUnaryCall;
  previewCapture(argument: _toe_v1_PreviewCaptureRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_PreviewCaptureResponse__Output>): grpc.ClientUnaryCall;
  previewCapture(argument: _toe_v1_PreviewCaptureRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_PreviewCaptureResponse__Output>): grpc.ClientUnaryCall;
  previewCapture(argument: _toe_v1_PreviewCaptureRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_PreviewCaptureResponse__Output>): grpc.ClientUnaryCall;
  previewCapture(argument: _toe_v1_PreviewCaptureRequest, callback: grpc.requestCallback<_toe_v1_PreviewCaptureResponse__Output>): grpc.ClientUnaryCall;
  
  ReadArtifact(argument: _toe_v1_ReadArtifactRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_toe_v1_ReadArtifactResponse__Output>;
  ReadArtifact(argument: _toe_v1_ReadArtifactRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_toe_v1_ReadArtifactResponse__Output>;
  readArtifact(argument: _toe_v1_ReadArtifactRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_toe_v1_ReadArtifactResponse__Output>;
  readArtifact(argument: _toe_v1_ReadArtifactRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_toe_v1_ReadArtifactResponse__Output>;
  
  ReadBundle(argument: _toe_v1_ReadBundleRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_toe_v1_ReadBundleResponse__Output>;
  ReadBundle(argument: _toe_v1_ReadBundleRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_toe_v1_ReadBundleResponse__Output>;
  readBundle(argument: _toe_v1_ReadBundleRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_toe_v1_ReadBundleResponse__Output>;
  readBundle(argument: _toe_v1_ReadBundleRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_toe_v1_ReadBundleResponse__Output>;
  
  ReadManifest(argument: _toe_v1_ReadManifestRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_toe_v1_ReadManifestResponse__Output>;
  ReadManifest(argument: _toe_v1_ReadManifestRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_toe_v1_ReadManifestResponse__Output>;
  readManifest(argument: _toe_v1_ReadManifestRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_toe_v1_ReadManifestResponse__Output>;
  readManifest(argument: _toe_v1_ReadManifestRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_toe_v1_ReadManifestResponse__Output>;
  
  StopCapture(argument: _toe_v1_StopCaptureRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  StopCapture(argument: _toe_v1_StopCaptureRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  StopCapture(argument: _toe_v1_StopCaptureRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  StopCapture(argument: _toe_v1_StopCaptureRequest, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  stopCapture(argument: _toe_v1_StopCaptureRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  stopCapture(argument: _toe_v1_StopCaptureRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  stopCapture(argument: _toe_v1_StopCaptureRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  stopCapture(argument: _toe_v1_StopCaptureRequest, callback: grpc.requestCallback<_toe_v1_Capture__Output>): grpc.ClientUnaryCall;
  
  WatchCapture(argument: _toe_v1_GetCaptureRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_toe_v1_Capture__Output>;
  WatchCapture(argument: _toe_v1_GetCaptureRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_toe_v1_Capture__Output>;
  watchCapture(argument: _toe_v1_GetCaptureRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_toe_v1_Capture__Output>;
  watchCapture(argument: _toe_v1_GetCaptureRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_toe_v1_Capture__Output>;
  
}

export interface CaptureServiceHandlers extends grpc.UntypedServiceImplementation {
  CreateCapture: grpc.handleUnaryCall<_toe_v1_CreateCaptureRequest__Output, _toe_v1_Capture>;
  
  DeleteCapture: grpc.handleUnaryCall<_toe_v1_DeleteCaptureRequest__Output, _toe_v1_DeleteCaptureResponse>;
  
  FetchArtifacts: grpc.handleUnaryCall<_toe_v1_FetchArtifactsRequest__Output, _toe_v1_FetchArtifactsResponse>;
  
  GetCapture: grpc.handleUnaryCall<_toe_v1_GetCaptureRequest__Output, _toe_v1_Capture>;
  
  ListArtifacts: grpc.handleUnaryCall<_toe_v1_ListArtifactsRequest__Output, _toe_v1_ListArtifactsResponse>;
  
  ListCaptures: grpc.handleUnaryCall<_toe_v1_ListCapturesRequest__Output, _toe_v1_ListCapturesResponse>;
  
  ListNodes: grpc.handleUnaryCall<_toe_v1_ListNodesRequest__Output, _toe_v1_ListNodesResponse>;
  
  ListTools: grpc.handleUnaryCall<_toe_v1_ListToolsRequest__Output, _toe_v1_ListToolsResponse>;
  
  PreviewCapture: grpc.handleUnaryCall<_toe_v1_PreviewCaptureRequest__Output, _toe_v1_PreviewCaptureResponse>;
  
  ReadArtifact: grpc.handleServerStreamingCall<_toe_v1_ReadArtifactRequest__Output, _toe_v1_ReadArtifactResponse>;
  
  ReadBundle: grpc.handleServerStreamingCall<_toe_v1_ReadBundleRequest__Output, _toe_v1_ReadBundleResponse>;
  
  ReadManifest: grpc.handleServerStreamingCall<_toe_v1_ReadManifestRequest__Output, _toe_v1_ReadManifestResponse>;
  
  StopCapture: grpc.handleUnaryCall<_toe_v1_StopCaptureRequest__Output, _toe_v1_Capture>;
  
  WatchCapture: grpc.handleServerStreamingCall<_toe_v1_GetCaptureRequest__Output, _toe_v1_Capture>;
  
}

export interface CaptureServiceDefinition extends grpc.ServiceDefinition {
  CreateCapture: MethodDefinition<_toe_v1_CreateCaptureRequest, _toe_v1_Capture, _toe_v1_CreateCaptureRequest__Output, _toe_v1_Capture__Output>
  DeleteCapture: MethodDefinition<_toe_v1_DeleteCaptureRequest, _toe_v1_DeleteCaptureResponse, _toe_v1_DeleteCaptureRequest__Output, _toe_v1_DeleteCaptureResponse__Output>
  FetchArtifacts: MethodDefinition<_toe_v1_FetchArtifactsRequest, _toe_v1_FetchArtifactsResponse, _toe_v1_FetchArtifactsRequest__Output, _toe_v1_FetchArtifactsResponse__Output>
  GetCapture: MethodDefinition<_toe_v1_GetCaptureRequest, _toe_v1_Capture, _toe_v1_GetCaptureRequest__Output, _toe_v1_Capture__Output>
  ListArtifacts: MethodDefinition<_toe_v1_ListArtifactsRequest, _toe_v1_ListArtifactsResponse, _toe_v1_ListArtifactsRequest__Output, _toe_v1_ListArtifactsResponse__Output>
  ListCaptures: MethodDefinition<_toe_v1_ListCapturesRequest, _toe_v1_ListCapturesResponse, _toe_v1_ListCapturesRequest__Output, _toe_v1_ListCapturesResponse__Output>
  ListNodes: MethodDefinition<_toe_v1_ListNodesRequest, _toe_v1_ListNodesResponse, _toe_v1_ListNodesRequest__Output, _toe_v1_ListNodesResponse__Output>
  ListTools: MethodDefinition<_toe_v1_ListToolsRequest, _toe_v1_ListToolsResponse, _toe_v1_ListToolsRequest__Output, _toe_v1_ListToolsResponse__Output>
  PreviewCapture: MethodDefinition<_toe_v1_PreviewCaptureRequest, _toe_v1_PreviewCaptureResponse, _toe_v1_PreviewCaptureRequest__Output, _toe_v1_PreviewCaptureResponse__Output>
  ReadArtifact: MethodDefinition<_toe_v1_ReadArtifactRequest, _toe_v1_ReadArtifactResponse, _toe_v1_ReadArtifactRequest__Output, _toe_v1_ReadArtifactResponse__Output>
  ReadBundle: MethodDefinition<_toe_v1_ReadBundleRequest, _toe_v1_ReadBundleResponse, _toe_v1_ReadBundleRequest__Output, _toe_v1_ReadBundleResponse__Output>
  ReadManifest: MethodDefinition<_toe_v1_ReadManifestRequest, _toe_v1_ReadManifestResponse, _toe_v1_ReadManifestRequest__Output, _toe_v1_ReadManifestResponse__Output>
  StopCapture: MethodDefinition<_toe_v1_StopCaptureRequest, _toe_v1_Capture, _toe_v1_StopCaptureRequest__Output, _toe_v1_Capture__Output>
  WatchCapture: MethodDefinition<_toe_v1_GetCaptureRequest, _toe_v1_Capture, _toe_v1_GetCaptureRequest__Output, _toe_v1_Capture__Output>
}
