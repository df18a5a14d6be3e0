//go:build tools

// Package tools names the commands this folder builds, so that go.mod and go.sum cover them.
package tools

import (
	_ "github.com/cloudnativelabs/kube-router/cmd/kube-router"
)
