package main

import (
	"context"
	"encoding/json"
	"os"
	"strings"

	structpb "github.com/golang/protobuf/ptypes/struct"
	"github.com/pkg/errors"
	rpc "github.com/pulumi/pulumi/sdk/proto/go"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/jsonmergepatch"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// The annotation from which the provider learns what was asked for last.
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

// Configure keeps how to reach the cluster, for mergePatch.
func (s *server) Configure(ctx context.Context, request *rpc.ConfigureRequest) (*rpc.ConfigureResponse, error) {
	s.variables = request.GetVariables()
	return s.ResourceProviderServer.Configure(ctx, request)
}

// Update goes on with a JSON merge patch where the cluster refuses the provider's strategic one. It does so for every
// custom resource; when the provider was written, clusters published no schemas of those, and it used merge patches then.
func (s *server) Update(ctx context.Context, request *rpc.UpdateRequest) (*rpc.UpdateResponse, error) {
	response, err := s.ResourceProviderServer.Update(ctx, request)
	if err == nil || !strings.Contains(err.Error(), "accepted media types include") {
		return response, err
	}
	if err := s.mergePatch(request); err != nil {
		return nil, err
	}
	read, err := s.ResourceProviderServer.Read(ctx, &rpc.ReadRequest{
		Id: request.GetId(), Urn: request.GetUrn(), Properties: checkpoint(request.GetNews()), Inputs: request.GetNews(),
	})
	if err != nil {
		return nil, err
	}
	return &rpc.UpdateResponse{Properties: read.GetProperties()}, nil
}

// checkpoint is what the provider remembers of an object it has not read back yet.
func checkpoint(inputs *structpb.Struct) *structpb.Struct {
	return &structpb.Struct{Fields: map[string]*structpb.Value{
		inputsKey:             {Kind: &structpb.Value_StructValue{StructValue: inputs}},
		"__initialApiVersion": inputs.GetFields()["apiVersion"],
	}}
}

func (s *server) mergePatch(request *rpc.UpdateRequest) error {
	wanted := &unstructured.Unstructured{Object: plainObject(request.GetNews())}
	before := plainObject(request.GetOlds().GetFields()[inputsKey].GetStructValue())
	client, err := s.client(wanted)
	if err != nil {
		return err
	}
	live, err := client.Get(wanted.GetName(), metav1.GetOptions{})
	if err != nil {
		return err
	}
	patch, err := threeWay(before, wanted, live)
	if err != nil {
		return errors.Wrapf(err, "no patch could be made for %s", request.GetId())
	}
	_, err = client.Patch(wanted.GetName(), types.MergePatchType, patch, metav1.PatchOptions{})
	return err
}

// threeWay is what turns the live object into the wanted one: changed fields, and fields that are wanted no longer.
func threeWay(before map[string]interface{}, wanted, live *unstructured.Unstructured) ([]byte, error) {
	asked, err := json.Marshal(wanted.Object)
	if err != nil {
		return nil, err
	}
	annotations := map[string]string{lastApplied: string(asked)}
	for key, value := range wanted.GetAnnotations() {
		annotations[key] = value
	}
	wanted = wanted.DeepCopy()
	wanted.SetAnnotations(annotations)
	var texts [3][]byte
	for index, value := range []map[string]interface{}{before, wanted.Object, live.Object} {
		if texts[index], err = json.Marshal(value); err != nil {
			return nil, err
		}
	}
	return jsonmergepatch.CreateThreeWayJSONMergePatch(texts[0], texts[1], texts[2])
}

func (s *server) client(object *unstructured.Unstructured) (dynamic.ResourceInterface, error) {
	config, err := s.config()
	if err != nil {
		return nil, err
	}
	questions, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return nil, err
	}
	groups, err := restmapper.GetAPIGroupResources(questions)
	if err != nil {
		return nil, err
	}
	kind := object.GroupVersionKind()
	mapping, err := restmapper.NewDiscoveryRESTMapper(groups).RESTMapping(kind.GroupKind(), kind.Version)
	if err != nil {
		return nil, err
	}
	all, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	return all.Resource(mapping.Resource).Namespace(object.GetNamespace()), nil
}

// config is the cluster the provider was bound to: as in the provider, the text of a kubeconfig, else what kubectl takes.
func (s *server) config() (*rest.Config, error) {
	overrides := &clientcmd.ConfigOverrides{
		Context:        api.Context{Cluster: s.variables["kubernetes:config:cluster"]},
		CurrentContext: s.variables["kubernetes:config:context"],
	}
	if text, there := s.variables["kubernetes:config:kubeconfig"]; there {
		parsed, err := clientcmd.Load([]byte(text))
		if err != nil {
			return nil, err
		}
		return clientcmd.NewDefaultClientConfig(*parsed, overrides).ClientConfig()
	}
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	return clientcmd.NewInteractiveDeferredLoadingClientConfig(rules, overrides, os.Stdin).ClientConfig()
}

func plainObject(value *structpb.Struct) map[string]interface{} {
	fields := map[string]interface{}{}
	for key, item := range value.GetFields() {
		fields[key] = plain(item)
	}
	return fields
}

// plain is a value without the marks of secrets, as the Kubernetes API takes it.
func plain(value *structpb.Value) interface{} {
	if inner := secret(value); inner != nil {
		return plain(inner)
	}
	switch kind := value.GetKind().(type) {
	case *structpb.Value_BoolValue:
		return kind.BoolValue
	case *structpb.Value_StringValue:
		return kind.StringValue
	case *structpb.Value_NumberValue:
		if whole := int64(kind.NumberValue); float64(whole) == kind.NumberValue {
			return whole
		}
		return kind.NumberValue
	case *structpb.Value_ListValue:
		items := make([]interface{}, 0, len(kind.ListValue.GetValues()))
		for _, item := range kind.ListValue.GetValues() {
			items = append(items, plain(item))
		}
		return items
	case *structpb.Value_StructValue:
		return plainObject(kind.StructValue)
	}
	return nil
}
