// Original file: proto/toe/v1/agent.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AgentMessage as _toe_v1_AgentMessage, AgentMessage__Output as _toe_v1_AgentMessage__Output } from '../../toe/v1/AgentMessage.ts';
import type { CoordinatorMessage as _toe_v1_CoordinatorMessage, CoordinatorMessage__Output as _toe_v1_CoordinatorMessage__Output } from '../../toe/v1/CoordinatorMessage.ts';

export interface AgentServiceClient extends grpc.Client {
  Connect(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_toe_v1_AgentMessage, _toe_v1_CoordinatorMessage__Output>;
  Connect(options?: grpc.CallOptions): grpc.ClientDuplexStream<_toe_v1_AgentMessage, _toe_v1_CoordinatorMessage__Output>;
  connect(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_toe_v1_AgentMessage, _toe_v1_CoordinatorMessage__Output>;
  connect(options?: grpc.CallOptions): grpc.ClientDuplexStream<_toe_v1_AgentMessage, _toe_v1_CoordinatorMessage__Output>;
  
}

export interface AgentServiceHandlers extends grpc.UntypedServiceImplementation {
  Connect: grpc.handleBidiStreamingCall<_toe_v1_AgentMessage__Output, _toe_v1_CoordinatorMessage>;
  
}

export interface AgentServiceDefinition extends grpc.ServiceDefinition {
  Connect: MethodDefinition<_toe_v1_AgentMessage, _toe_v1_CoordinatorMessage, _toe_v1_AgentMessage__Output, _toe_v1_CoordinatorMessage__Output>
}
