// Original file: proto/toe/v1/capture.proto


export interface DeleteCaptureResponse {
}

export interface DeleteCaptureResponse__Output {
}
