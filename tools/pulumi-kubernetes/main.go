// Command pulumi-resource-kubernetes is the official Kubernetes provider in the newest version that exists as a Go module.
// It is used only where `pulumi plugin install` cannot reach the current one, and learns three of the current one's habits:
// custom resources can be updated (merge.go), a refresh tells what was changed by hand (drift.go), and an object that an
// interrupted run left behind is taken over (adopt.go).
package main

import (
	_ "unsafe" // go:linkname

	_ "github.com/pulumi/pulumi-kubernetes/pkg/provider"
	"github.com/pulumi/pulumi/pkg/resource/provider"
	"github.com/pulumi/pulumi/sdk/go/common/util/cmdutil"
	rpc "github.com/pulumi/pulumi/sdk/proto/go"
	_ "k8s.io/client-go/plugin/pkg/client/auth"
)

// version is set by the linker.
var version string

// The module serves its provider, but does not hand it out.
//
//go:linkname makeKubeProvider github.com/pulumi/pulumi-kubernetes/pkg/provider.makeKubeProvider
func makeKubeProvider(host *provider.HostClient, name, version string) (rpc.ResourceProviderServer, error)

// server is the provider with the habits on top.
type server struct {
	rpc.ResourceProviderServer
	variables map[string]string // of the provider's configuration
}

func main() {
	err := provider.Main("kubernetes", func(host *provider.HostClient) (rpc.ResourceProviderServer, error) {
		inner, err := makeKubeProvider(host, "kubernetes", version)
		return &server{ResourceProviderServer: inner}, err
	})
	if err != nil {
		cmdutil.ExitError(err.Error())
	}
}
