package main

import (
	"context"
	"strings"

	structpb "github.com/golang/protobuf/ptypes/struct"
	"github.com/pkg/errors"
	rpc "github.com/pulumi/pulumi/sdk/proto/go"
	"google.golang.org/grpc/status"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

const managedBy = "app.kubernetes.io/managed-by"

// Create takes over an object that is there already and that Pulumi made: one that a killed run left behind before it
// could write it down. Anybody else's object stays an error.
func (s *server) Create(ctx context.Context, request *rpc.CreateRequest) (*rpc.CreateResponse, error) {
	response, err := s.ResourceProviderServer.Create(ctx, request)
	if err == nil || !exists(err) {
		return response, err
	}
	id := identity(request.GetProperties())
	if !s.ours(ctx, id, request) {
		return nil, err
	}
	wanted := request.GetProperties()
	updated, err := s.Update(ctx, &rpc.UpdateRequest{
		Id: id, Urn: request.GetUrn(), Olds: checkpoint(wanted), News: wanted, Timeout: request.GetTimeout(),
	})
	if err != nil {
		return nil, err
	}
	return &rpc.CreateResponse{Id: id, Properties: updated.GetProperties()}, nil
}

func exists(err error) bool {
	return apierrors.IsAlreadyExists(errors.Cause(err)) || strings.HasSuffix(err.Error(), "already exists")
}

// ours tells whether the live object carries the label that this provider puts on all it makes.
func (s *server) ours(ctx context.Context, id string, request *rpc.CreateRequest) bool {
	read := &rpc.ReadRequest{Id: id, Urn: request.GetUrn(), Properties: request.GetProperties(), Inputs: request.GetProperties()}
	response, err := s.ResourceProviderServer.Read(ctx, read)
	properties := response.GetProperties()
	if found, ok := status.FromError(err); err != nil && ok {
		for _, detail := range found.Details() {
			if failed, ok := detail.(*rpc.ErrorResourceInitFailed); ok {
				properties = failed.GetProperties()
			}
		}
	}
	return label(properties, managedBy) == "pulumi"
}

func label(properties *structpb.Struct, name string) string {
	labels := properties.GetFields()["metadata"].GetStructValue().GetFields()["labels"]
	return labels.GetStructValue().GetFields()[name].GetStringValue()
}

// identity is the provider's own id of an object: namespace/name, or name where it has no namespace.
func identity(properties *structpb.Struct) string {
	fields := properties.GetFields()["metadata"].GetStructValue().GetFields()
	name, namespace := fields["name"].GetStringValue(), fields["namespace"].GetStringValue()
	if namespace == "" {
		return name
	}
	return namespace + "/" + name
}
