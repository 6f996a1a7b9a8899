import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { ListValue as _google_protobuf_ListValue, ListValue__Output as _google_protobuf_ListValue__Output } from './google/protobuf/ListValue.ts';
import type { Struct as _google_protobuf_Struct, Struct__Output as _google_protobuf_Struct__Output } from './google/protobuf/Struct.ts';
import type { Value as _google_protobuf_Value, Value__Output as _google_protobuf_Value__Output } from './google/protobuf/Value.ts';
import type { AgentMessage as _toe_v1_AgentMessage, AgentMessage__Output as _toe_v1_AgentMessage__Output } from './toe/v1/AgentMessage.ts';
import type { AgentServiceClient as _toe_v1_AgentServiceClient, AgentServiceDefinition as _toe_v1_AgentServiceDefinition } from './toe/v1/AgentService.ts';
import type { AppliedCaps as _toe_v1_AppliedCaps, AppliedCaps__Output as _toe_v1_AppliedCaps__Output } from './toe/v1/AppliedCaps.ts';
import type { Artifact as _toe_v1_Artifact, Artifact__Output as _toe_v1_Artifact__Output } from './toe/v1/Artifact.ts';
import type { ArtifactServiceClient as _toe_v1_ArtifactServiceClient, ArtifactServiceDefinition as _toe_v1_ArtifactServiceDefinition } from './toe/v1/ArtifactService.ts';
import type { Binary as _toe_v1_Binary, Binary__Output as _toe_v1_Binary__Output } from './toe/v1/Binary.ts';
import type { Caps as _toe_v1_Caps, Caps__Output as _toe_v1_Caps__Output } from './toe/v1/Caps.ts';
import type { Capture as _toe_v1_Capture, Capture__Output as _toe_v1_Capture__Output } from './toe/v1/Capture.ts';
import type { CaptureServiceClient as _toe_v1_CaptureServiceClient, CaptureServiceDefinition as _toe_v1_CaptureServiceDefinition } from './toe/v1/CaptureService.ts';
import type { ClockProbe as _toe_v1_ClockProbe, ClockProbe__Output as _toe_v1_ClockProbe__Output } from './toe/v1/ClockProbe.ts';
import type { ClockReply as _toe_v1_ClockReply, ClockReply__Output as _toe_v1_ClockReply__Output } from './toe/v1/ClockReply.ts';
import type { Command as _toe_v1_Command, Command__Output as _toe_v1_Command__Output } from './toe/v1/Command.ts';
import type { CommandStatus as _toe_v1_CommandStatus, CommandStatus__Output as _toe_v1_CommandStatus__Output } from './toe/v1/CommandStatus.ts';
import type { CommandUpdate as _toe_v1_CommandUpdate, CommandUpdate__Output as _toe_v1_CommandUpdate__Output } from './toe/v1/CommandUpdate.ts';
import type { Commit as _toe_v1_Commit, Commit__Output as _toe_v1_Commit__Output } from './toe/v1/Commit.ts';
import type { CoordinatorMessage as _toe_v1_CoordinatorMessage, CoordinatorMessage__Output as _toe_v1_CoordinatorMessage__Output } from './toe/v1/CoordinatorMessage.ts';
import type { CreateCaptureRequest as _toe_v1_CreateCaptureRequest, CreateCaptureRequest__Output as _toe_v1_CreateCaptureRequest__Output } from './toe/v1/CreateCaptureRequest.ts';
import type { Credential as _toe_v1_Credential, Credential__Output as _toe_v1_Credential__Output } from './toe/v1/Credential.ts';
import type { DeleteCaptureRequest as _toe_v1_DeleteCaptureRequest, DeleteCaptureRequest__Output as _toe_v1_DeleteCaptureRequest__Output } from './toe/v1/DeleteCaptureRequest.ts';
import type { DeleteCaptureResponse as _toe_v1_DeleteCaptureResponse, DeleteCaptureResponse__Output as _toe_v1_DeleteCaptureResponse__Output } from './toe/v1/DeleteCaptureResponse.ts';
import type { DirectUpload as _toe_v1_DirectUpload, DirectUpload__Output as _toe_v1_DirectUpload__Output } from './toe/v1/DirectUpload.ts';
import type { Discard as _toe_v1_Discard, Discard__Output as _toe_v1_Discard__Output } from './toe/v1/Discard.ts';
import type { FetchArtifactsRequest as _toe_v1_FetchArtifactsRequest, FetchArtifactsRequest__Output as _toe_v1_FetchArtifactsRequest__Output } from './toe/v1/FetchArtifactsRequest.ts';
import type { FetchArtifactsResponse as _toe_v1_FetchArtifactsResponse, FetchArtifactsResponse__Output as _toe_v1_FetchArtifactsResponse__Output } from './toe/v1/FetchArtifactsResponse.ts';
import type { FinishUploadRequest as _toe_v1_FinishUploadRequest, FinishUploadRequest__Output as _toe_v1_FinishUploadRequest__Output } from './toe/v1/FinishUploadRequest.ts';
import type { FinishUploadResponse as _toe_v1_FinishUploadResponse, FinishUploadResponse__Output as _toe_v1_FinishUploadResponse__Output } from './toe/v1/FinishUploadResponse.ts';
import type { Forget as _toe_v1_Forget, Forget__Output as _toe_v1_Forget__Output } from './toe/v1/Forget.ts';
import type { GetCaptureRequest as _toe_v1_GetCaptureRequest, GetCaptureRequest__Output as _toe_v1_GetCaptureRequest__Output } from './toe/v1/GetCaptureRequest.ts';
import type { GetUploadRequest as _toe_v1_GetUploadRequest, GetUploadRequest__Output as _toe_v1_GetUploadRequest__Output } from './toe/v1/GetUploadRequest.ts';
import type { GetUploadResponse as _toe_v1_GetUploadResponse, GetUploadResponse__Output as _toe_v1_GetUploadResponse__Output } from './toe/v1/GetUploadResponse.ts';
import type { Heartbeat as _toe_v1_Heartbeat, Heartbeat__Output as _toe_v1_Heartbeat__Output } from './toe/v1/Heartbeat.ts';
import type { Hello as _toe_v1_Hello, Hello__Output as _toe_v1_Hello__Output } from './toe/v1/Hello.ts';
import type { KeptFiles as _toe_v1_KeptFiles, KeptFiles__Output as _toe_v1_KeptFiles__Output } from './toe/v1/KeptFiles.ts';
import type { KeptOnNode as _toe_v1_KeptOnNode, KeptOnNode__Output as _toe_v1_KeptOnNode__Output } from './toe/v1/KeptOnNode.ts';
import type { ListArtifactsRequest as _toe_v1_ListArtifactsRequest, ListArtifactsRequest__Output as _toe_v1_ListArtifactsRequest__Output } from './toe/v1/ListArtifactsRequest.ts';
import type { ListArtifactsResponse as _toe_v1_ListArtifactsResponse, ListArtifactsResponse__Output as _toe_v1_ListArtifactsResponse__Output } from './toe/v1/ListArtifactsResponse.ts';
import type { ListCapturesRequest as _toe_v1_ListCapturesRequest, ListCapturesRequest__Output as _toe_v1_ListCapturesRequest__Output } from './toe/v1/ListCapturesRequest.ts';
import type { ListCapturesResponse as _toe_v1_ListCapturesResponse, ListCapturesResponse__Output as _toe_v1_ListCapturesResponse__Output } from './toe/v1/ListCapturesResponse.ts';
import type { ListNodesRequest as _toe_v1_ListNodesRequest, ListNodesRequest__Output as _toe_v1_ListNodesRequest__Output } from './toe/v1/ListNodesRequest.ts';
import type { ListNodesResponse as _toe_v1_ListNodesResponse, ListNodesResponse__Output as _toe_v1_ListNodesResponse__Output } from './toe/v1/ListNodesResponse.ts';
import type { ListToolsRequest as _toe_v1_ListToolsRequest, ListToolsRequest__Output as _toe_v1_ListToolsRequest__Output } from './toe/v1/ListToolsRequest.ts';
import type { ListToolsResponse as _toe_v1_ListToolsResponse, ListToolsResponse__Output as _toe_v1_ListToolsResponse__Output } from './toe/v1/ListToolsResponse.ts';
import type { Node as _toe_v1_Node, Node__Output as _toe_v1_Node__Output } from './toe/v1/Node.ts';
import type { NodeProgress as _toe_v1_NodeProgress, NodeProgress__Output as _toe_v1_NodeProgress__Output } from './toe/v1/NodeProgress.ts';
import type { OpenUploadRequest as _toe_v1_OpenUploadRequest, OpenUploadRequest__Output as _toe_v1_OpenUploadRequest__Output } from './toe/v1/OpenUploadRequest.ts';
import type { OpenUploadResponse as _toe_v1_OpenUploadResponse, OpenUploadResponse__Output as _toe_v1_OpenUploadResponse__Output } from './toe/v1/OpenUploadResponse.ts';
import type { Outcome as _toe_v1_Outcome, Outcome__Output as _toe_v1_Outcome__Output } from './toe/v1/Outcome.ts';
import type { Output as _toe_v1_Output, Output__Output as _toe_v1_Output__Output } from './toe/v1/Output.ts';
import type { PartsAbility as _toe_v1_PartsAbility, PartsAbility__Output as _toe_v1_PartsAbility__Output } from './toe/v1/PartsAbility.ts';
import type { PerfEvents as _toe_v1_PerfEvents, PerfEvents__Output as _toe_v1_PerfEvents__Output } from './toe/v1/PerfEvents.ts';
import type { Pod as _toe_v1_Pod, Pod__Output as _toe_v1_Pod__Output } from './toe/v1/Pod.ts';
import type { PodTarget as _toe_v1_PodTarget, PodTarget__Output as _toe_v1_PodTarget__Output } from './toe/v1/PodTarget.ts';
import type { Prepare as _toe_v1_Prepare, Prepare__Output as _toe_v1_Prepare__Output } from './toe/v1/Prepare.ts';
import type { PressureRise as _toe_v1_PressureRise, PressureRise__Output as _toe_v1_PressureRise__Output } from './toe/v1/PressureRise.ts';
import type { PreviewCaptureRequest as _toe_v1_PreviewCaptureRequest, PreviewCaptureRequest__Output as _toe_v1_PreviewCaptureRequest__Output } from './toe/v1/PreviewCaptureRequest.ts';
import type { PreviewCaptureResponse as _toe_v1_PreviewCaptureResponse, PreviewCaptureResponse__Output as _toe_v1_PreviewCaptureResponse__Output } from './toe/v1/PreviewCaptureResponse.ts';
import type { ReadArtifactRequest as _toe_v1_ReadArtifactRequest, ReadArtifactRequest__Output as _toe_v1_ReadArtifactRequest__Output } from './toe/v1/ReadArtifactRequest.ts';
import type { ReadArtifactResponse as _toe_v1_ReadArtifactResponse, ReadArtifactResponse__Output as _toe_v1_ReadArtifactResponse__Output } from './toe/v1/ReadArtifactResponse.ts';
import type { ReadBundleRequest as _toe_v1_ReadBundleRequest, ReadBundleRequest__Output as _toe_v1_ReadBundleRequest__Output } from './toe/v1/ReadBundleRequest.ts';
import type { ReadBundleResponse as _toe_v1_ReadBundleResponse, ReadBundleResponse__Output as _toe_v1_ReadBundleResponse__Output } from './toe/v1/ReadBundleResponse.ts';
import type { ReadManifestRequest as _toe_v1_ReadManifestRequest, ReadManifestRequest__Output as _toe_v1_ReadManifestRequest__Output } from './toe/v1/ReadManifestRequest.ts';
import type { ReadManifestResponse as _toe_v1_ReadManifestResponse, ReadManifestResponse__Output as _toe_v1_ReadManifestResponse__Output } from './toe/v1/ReadManifestResponse.ts';
import type { Receipt as _toe_v1_Receipt, Receipt__Output as _toe_v1_Receipt__Output } from './toe/v1/Receipt.ts';
import type { Redirect as _toe_v1_Redirect, Redirect__Output as _toe_v1_Redirect__Output } from './toe/v1/Redirect.ts';
import type { Rules as _toe_v1_Rules, Rules__Output as _toe_v1_Rules__Output } from './toe/v1/Rules.ts';
import type { SignPartsRequest as _toe_v1_SignPartsRequest, SignPartsRequest__Output as _toe_v1_SignPartsRequest__Output } from './toe/v1/SignPartsRequest.ts';
import type { SignPartsResponse as _toe_v1_SignPartsResponse, SignPartsResponse__Output as _toe_v1_SignPartsResponse__Output } from './toe/v1/SignPartsResponse.ts';
import type { Stop as _toe_v1_Stop, Stop__Output as _toe_v1_Stop__Output } from './toe/v1/Stop.ts';
import type { StopCaptureRequest as _toe_v1_StopCaptureRequest, StopCaptureRequest__Output as _toe_v1_StopCaptureRequest__Output } from './toe/v1/StopCaptureRequest.ts';
import type { StoredArtifact as _toe_v1_StoredArtifact, StoredArtifact__Output as _toe_v1_StoredArtifact__Output } from './toe/v1/StoredArtifact.ts';
import type { Tool as _toe_v1_Tool, Tool__Output as _toe_v1_Tool__Output } from './toe/v1/Tool.ts';
import type { ToolDescription as _toe_v1_ToolDescription, ToolDescription__Output as _toe_v1_ToolDescription__Output } from './toe/v1/ToolDescription.ts';
import type { UnsendableFile as _toe_v1_UnsendableFile, UnsendableFile__Output as _toe_v1_UnsendableFile__Output } from './toe/v1/UnsendableFile.ts';
import type { UnsignedPart as _toe_v1_UnsignedPart, UnsignedPart__Output as _toe_v1_UnsignedPart__Output } from './toe/v1/UnsignedPart.ts';
import type { Unsupported as _toe_v1_Unsupported, Unsupported__Output as _toe_v1_Unsupported__Output } from './toe/v1/Unsupported.ts';
import type { Upload as _toe_v1_Upload, Upload__Output as _toe_v1_Upload__Output } from './toe/v1/Upload.ts';
import type { Usage as _toe_v1_Usage, Usage__Output as _toe_v1_Usage__Output } from './toe/v1/Usage.ts';
import type { Welcome as _toe_v1_Welcome, Welcome__Output as _toe_v1_Welcome__Output } from './toe/v1/Welcome.ts';
import type { WriteRequest as _toe_v1_WriteRequest, WriteRequest__Output as _toe_v1_WriteRequest__Output } from './toe/v1/WriteRequest.ts';
import type { WriteResponse as _toe_v1_WriteResponse, WriteResponse__Output as _toe_v1_WriteResponse__Output } from './toe/v1/WriteResponse.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  google: {
    protobuf: {
      ListValue: MessageTypeDefinition<_google_protobuf_ListValue, _google_protobuf_ListValue__Output>
      NullValue: EnumTypeDefinition
      Struct: MessageTypeDefinition<_google_protobuf_Struct, _google_protobuf_Struct__Output>
      Value: MessageTypeDefinition<_google_protobuf_Value, _google_protobuf_Value__Output>
    }
  }
  toe: {
    v1: {
      AgentMessage: MessageTypeDefinition<_toe_v1_AgentMessage, _toe_v1_AgentMessage__Output>
      AgentService: SubtypeConstructor<typeof grpc.Client, _toe_v1_AgentServiceClient> & { service: _toe_v1_AgentServiceDefinition }
      AppliedCaps: MessageTypeDefinition<_toe_v1_AppliedCaps, _toe_v1_AppliedCaps__Output>
      Artifact: MessageTypeDefinition<_toe_v1_Artifact, _toe_v1_Artifact__Output>
      ArtifactService: SubtypeConstructor<typeof grpc.Client, _toe_v1_ArtifactServiceClient> & { service: _toe_v1_ArtifactServiceDefinition }
      Binary: MessageTypeDefinition<_toe_v1_Binary, _toe_v1_Binary__Output>
      Caps: MessageTypeDefinition<_toe_v1_Caps, _toe_v1_Caps__Output>
      Capture: MessageTypeDefinition<_toe_v1_Capture, _toe_v1_Capture__Output>
      CaptureService: SubtypeConstructor<typeof grpc.Client, _toe_v1_CaptureServiceClient> & { service: _toe_v1_CaptureServiceDefinition }
      ClockProbe: MessageTypeDefinition<_toe_v1_ClockProbe, _toe_v1_ClockProbe__Output>
      ClockReply: MessageTypeDefinition<_toe_v1_ClockReply, _toe_v1_ClockReply__Output>
      Command: MessageTypeDefinition<_toe_v1_Command, _toe_v1_Command__Output>
      CommandState: EnumTypeDefinition
      CommandStatus: MessageTypeDefinition<_toe_v1_CommandStatus, _toe_v1_CommandStatus__Output>
      CommandUpdate: MessageTypeDefinition<_toe_v1_CommandUpdate, _toe_v1_CommandUpdate__Output>
      Commit: MessageTypeDefinition<_toe_v1_Commit, _toe_v1_Commit__Output>
      CoordinatorMessage: MessageTypeDefinition<_toe_v1_CoordinatorMessage, _toe_v1_CoordinatorMessage__Output>
      CreateCaptureRequest: MessageTypeDefinition<_toe_v1_CreateCaptureRequest, _toe_v1_CreateCaptureRequest__Output>
      Credential: MessageTypeDefinition<_toe_v1_Credential, _toe_v1_Credential__Output>
      DeleteCaptureRequest: MessageTypeDefinition<_toe_v1_DeleteCaptureRequest, _toe_v1_DeleteCaptureRequest__Output>
      DeleteCaptureResponse: MessageTypeDefinition<_toe_v1_DeleteCaptureResponse, _toe_v1_DeleteCaptureResponse__Output>
      DirectUpload: MessageTypeDefinition<_toe_v1_DirectUpload, _toe_v1_DirectUpload__Output>
      Discard: MessageTypeDefinition<_toe_v1_Discard, _toe_v1_Discard__Output>
      Ending: EnumTypeDefinition
      FetchArtifactsRequest: MessageTypeDefinition<_toe_v1_FetchArtifactsRequest, _toe_v1_FetchArtifactsRequest__Output>
      FetchArtifactsResponse: MessageTypeDefinition<_toe_v1_FetchArtifactsResponse, _toe_v1_FetchArtifactsResponse__Output>
      FinishUploadRequest: MessageTypeDefinition<_toe_v1_FinishUploadRequest, _toe_v1_FinishUploadRequest__Output>
      FinishUploadResponse: MessageTypeDefinition<_toe_v1_FinishUploadResponse, _toe_v1_FinishUploadResponse__Output>
      Forget: MessageTypeDefinition<_toe_v1_Forget, _toe_v1_Forget__Output>
      GetCaptureRequest: MessageTypeDefinition<_toe_v1_GetCaptureRequest, _toe_v1_GetCaptureRequest__Output>
      GetUploadRequest: MessageTypeDefinition<_toe_v1_GetUploadRequest, _toe_v1_GetUploadRequest__Output>
      GetUploadResponse: MessageTypeDefinition<_toe_v1_GetUploadResponse, _toe_v1_GetUploadResponse__Output>
      Heartbeat: MessageTypeDefinition<_toe_v1_Heartbeat, _toe_v1_Heartbeat__Output>
      Hello: MessageTypeDefinition<_toe_v1_Hello, _toe_v1_Hello__Output>
      KeptFiles: MessageTypeDefinition<_toe_v1_KeptFiles, _toe_v1_KeptFiles__Output>
      KeptOnNode: MessageTypeDefinition<_toe_v1_KeptOnNode, _toe_v1_KeptOnNode__Output>
      ListArtifactsRequest: MessageTypeDefinition<_toe_v1_ListArtifactsRequest, _toe_v1_ListArtifactsRequest__Output>
      ListArtifactsResponse: MessageTypeDefinition<_toe_v1_ListArtifactsResponse, _toe_v1_ListArtifactsResponse__Output>
      ListCapturesRequest: MessageTypeDefinition<_toe_v1_ListCapturesRequest, _toe_v1_ListCapturesRequest__Output>
      ListCapturesResponse: MessageTypeDefinition<_toe_v1_ListCapturesResponse, _toe_v1_ListCapturesResponse__Output>
      ListNodesRequest: MessageTypeDefinition<_toe_v1_ListNodesRequest, _toe_v1_ListNodesRequest__Output>
      ListNodesResponse: MessageTypeDefinition<_toe_v1_ListNodesResponse, _toe_v1_ListNodesResponse__Output>
      ListToolsRequest: MessageTypeDefinition<_toe_v1_ListToolsRequest, _toe_v1_ListToolsRequest__Output>
      ListToolsResponse: MessageTypeDefinition<_toe_v1_ListToolsResponse, _toe_v1_ListToolsResponse__Output>
      Node: MessageTypeDefinition<_toe_v1_Node, _toe_v1_Node__Output>
      NodeProgress: MessageTypeDefinition<_toe_v1_NodeProgress, _toe_v1_NodeProgress__Output>
      OpenUploadRequest: MessageTypeDefinition<_toe_v1_OpenUploadRequest, _toe_v1_OpenUploadRequest__Output>
      OpenUploadResponse: MessageTypeDefinition<_toe_v1_OpenUploadResponse, _toe_v1_OpenUploadResponse__Output>
      Outcome: MessageTypeDefinition<_toe_v1_Outcome, _toe_v1_Outcome__Output>
      Output: MessageTypeDefinition<_toe_v1_Output, _toe_v1_Output__Output>
      PartsAbility: MessageTypeDefinition<_toe_v1_PartsAbility, _toe_v1_PartsAbility__Output>
      PerfEvents: MessageTypeDefinition<_toe_v1_PerfEvents, _toe_v1_PerfEvents__Output>
      Pod: MessageTypeDefinition<_toe_v1_Pod, _toe_v1_Pod__Output>
      PodTarget: MessageTypeDefinition<_toe_v1_PodTarget, _toe_v1_PodTarget__Output>
      Prepare: MessageTypeDefinition<_toe_v1_Prepare, _toe_v1_Prepare__Output>
      PressureRise: MessageTypeDefinition<_toe_v1_PressureRise, _toe_v1_PressureRise__Output>
      PreviewCaptureRequest: MessageTypeDefinition<_toe_v1_PreviewCaptureRequest, _toe_v1_PreviewCaptureRequest__Output>
      PreviewCaptureResponse: MessageTypeDefinition<_toe_v1_PreviewCaptureResponse, _toe_v1_PreviewCaptureResponse__Output>
      Proof: EnumTypeDefinition
      ReadArtifactRequest: MessageTypeDefinition<_toe_v1_ReadArtifactRequest, _toe_v1_ReadArtifactRequest__Output>
      ReadArtifactResponse: MessageTypeDefinition<_toe_v1_ReadArtifactResponse, _toe_v1_ReadArtifactResponse__Output>
      ReadBundleRequest: MessageTypeDefinition<_toe_v1_ReadBundleRequest, _toe_v1_ReadBundleRequest__Output>
      ReadBundleResponse: MessageTypeDefinition<_toe_v1_ReadBundleResponse, _toe_v1_ReadBundleResponse__Output>
      ReadManifestRequest: MessageTypeDefinition<_toe_v1_ReadManifestRequest, _toe_v1_ReadManifestRequest__Output>
      ReadManifestResponse: MessageTypeDefinition<_toe_v1_ReadManifestResponse, _toe_v1_ReadManifestResponse__Output>
      Receipt: MessageTypeDefinition<_toe_v1_Receipt, _toe_v1_Receipt__Output>
      Redirect: MessageTypeDefinition<_toe_v1_Redirect, _toe_v1_Redirect__Output>
      Rules: MessageTypeDefinition<_toe_v1_Rules, _toe_v1_Rules__Output>
      SignPartsRequest: MessageTypeDefinition<_toe_v1_SignPartsRequest, _toe_v1_SignPartsRequest__Output>
      SignPartsResponse: MessageTypeDefinition<_toe_v1_SignPartsResponse, _toe_v1_SignPartsResponse__Output>
      Stop: MessageTypeDefinition<_toe_v1_Stop, _toe_v1_Stop__Output>
      StopCaptureRequest: MessageTypeDefinition<_toe_v1_StopCaptureRequest, _toe_v1_StopCaptureRequest__Output>
      StoredArtifact: MessageTypeDefinition<_toe_v1_StoredArtifact, _toe_v1_StoredArtifact__Output>
      Tool: MessageTypeDefinition<_toe_v1_Tool, _toe_v1_Tool__Output>
      ToolDescription: MessageTypeDefinition<_toe_v1_ToolDescription, _toe_v1_ToolDescription__Output>
      UnsendableFile: MessageTypeDefinition<_toe_v1_UnsendableFile, _toe_v1_UnsendableFile__Output>
      UnsignedPart: MessageTypeDefinition<_toe_v1_UnsignedPart, _toe_v1_UnsignedPart__Output>
      Unsupported: MessageTypeDefinition<_toe_v1_Unsupported, _toe_v1_Unsupported__Output>
      Upload: MessageTypeDefinition<_toe_v1_Upload, _toe_v1_Upload__Output>
      Usage: MessageTypeDefinition<_toe_v1_Usage, _toe_v1_Usage__Output>
      Welcome: MessageTypeDefinition<_toe_v1_Welcome, _toe_v1_Welcome__Output>
      WriteRequest: MessageTypeDefinition<_toe_v1_WriteRequest, _toe_v1_WriteRequest__Output>
      WriteResponse: MessageTypeDefinition<_toe_v1_WriteResponse, _toe_v1_WriteResponse__Output>
    }
  }
}

