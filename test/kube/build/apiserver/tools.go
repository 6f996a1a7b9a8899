//go:build tools

// Package tools pins the module of the API server that scripts/install-kube-apiserver builds.
package tools

import _ "k8s.io/kubernetes/cmd/kube-apiserver/app"
