package main

import (
	"context"
	"testing"

	"github.com/pkg/errors"
	rpc "github.com/pulumi/pulumi/sdk/proto/go"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// taken is a cluster in which the name is taken by an object with this label.
type taken struct {
	rpc.ResourceProviderServer
	t       *testing.T
	label   string
	updated *rpc.UpdateRequest
}

func (c *taken) Create(context.Context, *rpc.CreateRequest) (*rpc.CreateResponse, error) {
	refusal := apierrors.NewAlreadyExists(schema.GroupResource{Resource: "secrets"}, "edge-tls")
	return nil, errors.Wrapf(refusal, "resource was not successfully created")
}

func (c *taken) Read(context.Context, *rpc.ReadRequest) (*rpc.ReadResponse, error) {
	live := parse(c.t, `{"metadata":{"labels":{"app.kubernetes.io/managed-by":"`+c.label+`"}}}`)
	return &rpc.ReadResponse{Id: "shop/edge-tls", Properties: live}, nil
}

func (c *taken) Update(_ context.Context, request *rpc.UpdateRequest) (*rpc.UpdateResponse, error) {
	c.updated = request
	return &rpc.UpdateResponse{Properties: request.GetNews()}, nil
}

func create(t *testing.T, cluster *taken) (*rpc.CreateResponse, error) {
	t.Helper()
	wanted := parse(t, `{"apiVersion":"v1","metadata":{"name":"edge-tls","namespace":"shop"}}`)
	return (&server{ResourceProviderServer: cluster}).Create(context.Background(), &rpc.CreateRequest{Urn: "urn", Properties: wanted})
}

// What a killed run made goes on as if it had been written down, and is brought to what is wanted now.
func TestOwnObjectIsTakenOver(t *testing.T) {
	cluster := &taken{t: t, label: "pulumi"}
	got, err := create(t, cluster)
	if err != nil || got.GetId() != "shop/edge-tls" {
		t.Fatalf("%v, %v", got, err)
	}
	if cluster.updated.GetOlds().GetFields()["__initialApiVersion"].GetStringValue() != "v1" {
		t.Errorf("olds: %v", cluster.updated.GetOlds())
	}
}

// Somebody else's object is not overwritten.
func TestForeignObjectIsRefused(t *testing.T) {
	cluster := &taken{t: t, label: "Helm"}
	if _, err := create(t, cluster); err == nil || cluster.updated != nil {
		t.Errorf("taken over: %v", cluster.updated)
	}
}

// Objects of the whole cluster have no namespace in their id.
func TestIdentity(t *testing.T) {
	if got := identity(parse(t, `{"metadata":{"name":"rushhour"}}`)); got != "rushhour" {
		t.Error(got)
	}
}
