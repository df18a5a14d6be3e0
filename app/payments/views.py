"""The provider's webhook, the customer's return, and the sandbox's own confirmation page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from payments.gateways import gateway
from payments.gateways.contract import GatewayError, InvalidEvent
from payments.gateways.sandbox import SandboxGateway
from payments.models import Payment
from payments.services.advance import advance
from payments.services.receive_event import receive_event
from payments.states import PaymentStatus

SIGNATURE_HEADER = "Payment-Signature"


def go_on(payment: Payment) -> HttpResponse:
    """Where the customer goes after an attempt: to the provider's confirmation, or to what came of the order."""
    if payment.status == PaymentStatus.NEEDS_CONFIRMATION:
        try:
            charge = gateway().find(key=payment.key)
        except GatewayError:
            charge = None
        if charge is not None and charge.confirmation_url:
            return redirect(charge.confirmation_url)
    return redirect("orders:placed", number=payment.order.number)


# No browser sends this request: the signature says who does.
@csrf_exempt
@never_cache
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """An event of the provider: 200 once it is taken in, also a second time; 400 where it is not the provider's."""
    try:
        outcome = receive_event(body=request.body, signature=request.headers.get(SIGNATURE_HEADER, ""))
    except InvalidEvent as reason:
        return JsonResponse({"refused": str(reason)}, status=400)
    return JsonResponse({"known": outcome["payment"] is not None})


@never_cache
@login_required
@require_safe
def returned(request: HttpRequest, reference: str) -> HttpResponse:
    """The customer comes back from the provider. What they claim counts for nothing: the provider is asked."""
    payment = _own_payment(request, reference)
    return redirect("orders:placed", number=advance(payment.pk).order.number)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """The page a bank would show. It is the sandbox's: another provider has one of its own."""
    sandbox = gateway()
    if not isinstance(sandbox, SandboxGateway):
        raise Http404("There is no such page.")
    payment = _own_payment(request, reference)
    if request.method != "POST":
        return render(request, "payments/confirm.html", {"payment": payment, "order": payment.order})
    sent = sandbox.answer_confirmation(reference=reference, accepted=request.POST.get("answer") == "accept")
    if sent is None:
        messages.warning(request, "This confirmation was answered already, or came too late.")
    else:
        body, signature = sent
        receive_event(body=body, signature=signature)
    return redirect("payments:returned", reference=reference)


def _own_payment(request: HttpRequest, reference: str) -> Payment:
    own = Payment.objects.select_related("order").filter(order__user_id=request.user.pk)
    return get_object_or_404(own, reference=reference)
