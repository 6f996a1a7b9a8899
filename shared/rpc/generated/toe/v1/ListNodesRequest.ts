// Original file: proto/toe/v1/capture.proto


export interface ListNodesRequest {
}

export interface ListNodesRequest__Output {
}
