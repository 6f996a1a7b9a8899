//go:build tools

// Package tools pins the module of the etcd that scripts/install-kube-apiserver builds.
package tools

import _ "go.etcd.io/etcd/server/v3/etcdmain"
