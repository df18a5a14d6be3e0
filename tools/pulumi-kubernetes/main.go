// Command pulumi-resource-kubernetes is the official Kubernetes provider in the newest version that exists as a Go module.
// It is used only where `pulumi plugin install` cannot reach the current one.
package main

import "github.com/pulumi/pulumi-kubernetes/pkg/provider"

// version is set by the linker.
var version string

func main() {
	provider.Serve("kubernetes", version)
}
