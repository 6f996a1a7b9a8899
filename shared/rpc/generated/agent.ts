import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { AgentMessage as _toe_v1_AgentMessage, AgentMessage__Output as _toe_v1_AgentMessage__Output } from './toe/v1/AgentMessage.ts';
import type { AgentServiceClient as _toe_v1_AgentServiceClient, AgentServiceDefinition as _toe_v1_AgentServiceDefinition } from './toe/v1/AgentService.ts';
import type { AppliedCaps as _toe_v1_AppliedCaps, AppliedCaps__Output as _toe_v1_AppliedCaps__Output } from './toe/v1/AppliedCaps.ts';
import type { Artifact as _toe_v1_Artifact, Artifact__Output as _toe_v1_Artifact__Output } from './toe/v1/Artifact.ts';
import type { ArtifactServiceClient as _toe_v1_ArtifactServiceClient, ArtifactServiceDefinition as _toe_v1_ArtifactServiceDefinition } from './toe/v1/ArtifactService.ts';
import type { Binary as _toe_v1_Binary, Binary__Output as _toe_v1_Binary__Output } from './toe/v1/Binary.ts';
import type { Caps as _toe_v1_Caps, Caps__Output as _toe_v1_Caps__Output } from './toe/v1/Caps.ts';
import type { ClockProbe as _toe_v1_ClockProbe, ClockProbe__Output as _toe_v1_ClockProbe__Output } from './toe/v1/ClockProbe.ts';
import type { ClockReply as _toe_v1_ClockReply, ClockReply__Output as _toe_v1_ClockReply__Output } from './toe/v1/ClockReply.ts';
import type { Command as _toe_v1_Command, Command__Output as _toe_v1_Command__Output } from './toe/v1/Command.ts';
import type { CommandStatus as _toe_v1_CommandStatus, CommandStatus__Output as _toe_v1_CommandStatus__Output } from './toe/v1/CommandStatus.ts';
import type { CommandUpdate as _toe_v1_CommandUpdate, CommandUpdate__Output as _toe_v1_CommandUpdate__Output } from './toe/v1/CommandUpdate.ts';
import type { Commit as _toe_v1_Commit, Commit__Output as _toe_v1_Commit__Output } from './toe/v1/Commit.ts';
import type { CoordinatorMessage as _toe_v1_CoordinatorMessage, CoordinatorMessage__Output as _toe_v1_CoordinatorMessage__Output } from './toe/v1/CoordinatorMessage.ts';
import type { Credential as _toe_v1_Credential, Credential__Output as _toe_v1_Credential__Output } from './toe/v1/Credential.ts';
import type { DirectUpload as _toe_v1_DirectUpload, DirectUpload__Output as _toe_v1_DirectUpload__Output } from './toe/v1/DirectUpload.ts';
import type { Discard as _toe_v1_Discard, Discard__Output as _toe_v1_Discard__Output } from './toe/v1/Discard.ts';
import type { FinishUploadRequest as _toe_v1_FinishUploadRequest, FinishUploadRequest__Output as _toe_v1_FinishUploadRequest__Output } from './toe/v1/FinishUploadRequest.ts';
import type { FinishUploadResponse as _toe_v1_FinishUploadResponse, FinishUploadResponse__Output as _toe_v1_FinishUploadResponse__Output } from './toe/v1/FinishUploadResponse.ts';
import type { Forget as _toe_v1_Forget, Forget__Output as _toe_v1_Forget__Output } from './toe/v1/Forget.ts';
import type { GetUploadRequest as _toe_v1_GetUploadRequest, GetUploadRequest__Output as _toe_v1_GetUploadRequest__Output } from './toe/v1/GetUploadRequest.ts';
import type { GetUploadResponse as _toe_v1_GetUploadResponse, GetUploadResponse__Output as _toe_v1_GetUploadResponse__Output } from './toe/v1/GetUploadResponse.ts';
import type { Heartbeat as _toe_v1_Heartbeat, Heartbeat__Output as _toe_v1_Heartbeat__Output } from './toe/v1/Heartbeat.ts';
import type { Hello as _toe_v1_Hello, Hello__Output as _toe_v1_Hello__Output } from './toe/v1/Hello.ts';
import type { KeptFiles as _toe_v1_KeptFiles, KeptFiles__Output as _toe_v1_KeptFiles__Output } from './toe/v1/KeptFiles.ts';
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
import type { Receipt as _toe_v1_Receipt, Receipt__Output as _toe_v1_Receipt__Output } from './toe/v1/Receipt.ts';
import type { Redirect as _toe_v1_Redirect, Redirect__Output as _toe_v1_Redirect__Output } from './toe/v1/Redirect.ts';
import type { Rules as _toe_v1_Rules, Rules__Output as _toe_v1_Rules__Output } from './toe/v1/Rules.ts';
import type { SignPartsRequest as _toe_v1_SignPartsRequest, SignPartsRequest__Output as _toe_v1_SignPartsRequest__Output } from './toe/v1/SignPartsRequest.ts';
import type { SignPartsResponse as _toe_v1_SignPartsResponse, SignPartsResponse__Output as _toe_v1_SignPartsResponse__Output } from './toe/v1/SignPartsResponse.ts';
import type { Stop as _toe_v1_Stop, Stop__Output as _toe_v1_Stop__Output } from './toe/v1/Stop.ts';
import type { Tool as _toe_v1_Tool, Tool__Output as _toe_v1_Tool__Output } from './toe/v1/Tool.ts';
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
  toe: {
    v1: {
      AgentMessage: MessageTypeDefinition<_toe_v1_AgentMessage, _toe_v1_AgentMessage__Output>
      AgentService: SubtypeConstructor<typeof grpc.Client, _toe_v1_AgentServiceClient> & { service: _toe_v1_AgentServiceDefinition }
      AppliedCaps: MessageTypeDefinition<_toe_v1_AppliedCaps, _toe_v1_AppliedCaps__Output>
      Artifact: MessageTypeDefinition<_toe_v1_Artifact, _toe_v1_Artifact__Output>
      ArtifactService: SubtypeConstructor<typeof grpc.Client, _toe_v1_ArtifactServiceClient> & { service: _toe_v1_ArtifactServiceDefinition }
      Binary: MessageTypeDefinition<_toe_v1_Binary, _toe_v1_Binary__Output>
      Caps: MessageTypeDefinition<_toe_v1_Caps, _toe_v1_Caps__Output>
      ClockProbe: MessageTypeDefinition<_toe_v1_ClockProbe, _toe_v1_ClockProbe__Output>
      ClockReply: MessageTypeDefinition<_toe_v1_ClockReply, _toe_v1_ClockReply__Output>
      Command: MessageTypeDefinition<_toe_v1_Command, _toe_v1_Command__Output>
      CommandState: EnumTypeDefinition
      CommandStatus: MessageTypeDefinition<_toe_v1_CommandStatus, _toe_v1_CommandStatus__Output>
      CommandUpdate: MessageTypeDefinition<_toe_v1_CommandUpdate, _toe_v1_CommandUpdate__Output>
      Commit: MessageTypeDefinition<_toe_v1_Commit, _toe_v1_Commit__Output>
      CoordinatorMessage: MessageTypeDefinition<_toe_v1_CoordinatorMessage, _toe_v1_CoordinatorMessage__Output>
      Credential: MessageTypeDefinition<_toe_v1_Credential, _toe_v1_Credential__Output>
      DirectUpload: MessageTypeDefinition<_toe_v1_DirectUpload, _toe_v1_DirectUpload__Output>
      Discard: MessageTypeDefinition<_toe_v1_Discard, _toe_v1_Discard__Output>
      Ending: EnumTypeDefinition
      FinishUploadRequest: MessageTypeDefinition<_toe_v1_FinishUploadRequest, _toe_v1_FinishUploadRequest__Output>
      FinishUploadResponse: MessageTypeDefinition<_toe_v1_FinishUploadResponse, _toe_v1_FinishUploadResponse__Output>
      Forget: MessageTypeDefinition<_toe_v1_Forget, _toe_v1_Forget__Output>
      GetUploadRequest: MessageTypeDefinition<_toe_v1_GetUploadRequest, _toe_v1_GetUploadRequest__Output>
      GetUploadResponse: MessageTypeDefinition<_toe_v1_GetUploadResponse, _toe_v1_GetUploadResponse__Output>
      Heartbeat: MessageTypeDefinition<_toe_v1_Heartbeat, _toe_v1_Heartbeat__Output>
      Hello: MessageTypeDefinition<_toe_v1_Hello, _toe_v1_Hello__Output>
      KeptFiles: MessageTypeDefinition<_toe_v1_KeptFiles, _toe_v1_KeptFiles__Output>
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
      Proof: EnumTypeDefinition
      Receipt: MessageTypeDefinition<_toe_v1_Receipt, _toe_v1_Receipt__Output>
      Redirect: MessageTypeDefinition<_toe_v1_Redirect, _toe_v1_Redirect__Output>
      Rules: MessageTypeDefinition<_toe_v1_Rules, _toe_v1_Rules__Output>
      SignPartsRequest: MessageTypeDefinition<_toe_v1_SignPartsRequest, _toe_v1_SignPartsRequest__Output>
      SignPartsResponse: MessageTypeDefinition<_toe_v1_SignPartsResponse, _toe_v1_SignPartsResponse__Output>
      Stop: MessageTypeDefinition<_toe_v1_Stop, _toe_v1_Stop__Output>
      Tool: MessageTypeDefinition<_toe_v1_Tool, _toe_v1_Tool__Output>
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

