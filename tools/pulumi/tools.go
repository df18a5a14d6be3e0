//go:build tools

// Package tools names the commands this folder builds, so that go.mod and go.sum cover them.
package tools

import (
	_ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
)
