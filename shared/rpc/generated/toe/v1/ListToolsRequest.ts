// Original file: proto/toe/v1/capture.proto


export interface ListToolsRequest {
}

export interface ListToolsRequest__Output {
}
