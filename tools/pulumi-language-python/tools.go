//go:build tools

// Package tools names the commands this folder builds, so that go.mod and go.sum cover them.
package tools

import (
	_ "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python"
)
